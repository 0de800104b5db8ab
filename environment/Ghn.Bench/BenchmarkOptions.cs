using Ghn.Experiments;

namespace Ghn.Bench;

/// <summary>Options of the benchmark.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>Number of rounds; the result is their median, after one warm-up round.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Batch sizes for message passing, in architectures.</summary>
    public IReadOnlyList<int> GraphsInBatch { get; init; } = [1, 16, 64];

    /// <summary>Number of scored architectures.</summary>
    public int Scored { get; init; } = 40;

    /// <summary>Number of validation images for each of them.</summary>
    public int ScoringImages { get; init; } = 1_000;

    /// <summary>Training steps for the measurement of memory; 0: none.</summary>
    public int Steps { get; init; }

    /// <summary>Number of image files to generate and read.</summary>
    public int Images { get; init; } = 5_000;

    /// <summary>A folder that all nodes of a cluster can access; null: the current folder.</summary>
    public string? SharedFolder { get; init; }

    /// <summary>The experiment whose units run on the cluster.</summary>
    public string ClusterExperiment { get; init; } = PaperExperiments.Truth;

    /// <summary>Units per cluster task, one value per row of the table.</summary>
    public IReadOnlyList<int> UnitsPerTask { get; init; } = [1, 6];

    /// <summary>Stops waiting for the cluster and cancels its tasks.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Checks in seconds that everything runs; the numbers are meaningless.</summary>
    public static BenchmarkOptions Quick { get; } =
        new()
        {
            Rounds = 1,
            GraphsInBatch = [1, 2],
            Scored = 2,
            ScoringImages = 250,
            Images = 128,
            ClusterExperiment = PaperExperiments.Table4,
            UnitsPerTask = [2],
        };
}
