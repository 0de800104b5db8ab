using Ghn.Experiments;

namespace Ghn.Bench;

/// <summary>How much is measured.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>Rounds of which the median is taken, after one that is not counted.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Architectures in the batches of message passing.</summary>
    public IReadOnlyList<int> GraphsInBatch { get; init; } = [1, 16, 64];

    /// <summary>Architectures that are scored.</summary>
    public int Scored { get; init; } = 40;

    /// <summary>Validation images for each of them.</summary>
    public int ScoringImages { get; init; } = 1_000;

    /// <summary>Training steps whose memory is watched; 0: none.</summary>
    public int Steps { get; init; }

    /// <summary>Files that are generated and read.</summary>
    public int Images { get; init; } = 5_000;

    /// <summary>A folder that all nodes of a cluster see; null: the current one.</summary>
    public string? SharedFolder { get; init; }

    /// <summary>Whose units are handed to a cluster.</summary>
    public string ClusterExperiment { get; init; } = PaperExperiments.Truth;

    /// <summary>Units that a task on a cluster computes, one number a row.</summary>
    public IReadOnlyList<int> UnitsPerTask { get; init; } = [1, 6];

    /// <summary>Ends the waiting for a cluster, and takes its tasks back.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Seconds: shows that everything runs; its numbers say nothing.</summary>
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
