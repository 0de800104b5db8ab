using System.Text.Json.Serialization;
using Ghn.Anytime;

namespace Ghn.Experiments.Studies;

/// <summary>What a unit does.</summary>
internal enum AnytimeTask
{
    Random,

    /// <summary>
    /// Trains a graph hypernetwork, and scores the random networks with its weights, and, if it searches, the candidates.
    /// </summary>
    Hypernetwork,

    Candidate,
    HandMade,
}

/// <summary>The number is that of the random network, the candidate, or the shape of a family made by hand.</summary>
internal sealed record AnytimeUnit(AnytimeTask Task, int Number = 0, long Seed = 0, string? Name = null)
{
    public override string ToString() =>
        Task switch
        {
            AnytimeTask.Random => $"random network {Number}, seed {Seed}",
            AnytimeTask.Hypernetwork => $"ghn, seed {Seed}",
            AnytimeTask.Candidate => $"candidate {Number} trained, seed {Seed}",
            _ => $"{Name}, shape {Number}, seed {Seed}",
        };
}

/// <summary>One way to share a budget over a batch of images: on validation images, and with its thresholds on test images.</summary>
/// <param name="Validation">Accuracy, 0 … 1.</param>
/// <param name="ValidationCost">Mean multiply-adds of an image.</param>
/// <param name="Test">Accuracy, 0 … 1.</param>
/// <param name="TestCost">Mean multiply-adds of an image.</param>
public sealed record BudgetedPoint(double Validation, double ValidationCost, double Test, double TestCost);

/// <summary>What the training of an anytime network came to. Lists of exits are in the order of the graph's exits.</summary>
/// <param name="Cells">The network; null: made by hand.</param>
/// <param name="Parameters">Free scalars, of an ensemble in all.</param>
/// <param name="Costs">Multiply-adds to each exit alone; of an ensemble to the end of each member.</param>
/// <param name="Validation">Accuracy of each exit on validation images, 0 … 1.</param>
/// <param name="Test">Accuracy of each exit on test images, 0 … 1.</param>
/// <param name="Budgeted">
/// Budgeted batches, one point for each of <see cref="Ghn.Anytime.BudgetedBatch.Ratios"/>, through the exits that are worth it
/// on validation images (<see cref="AnytimeStep.Order"/>); of an ensemble through all members.
/// </param>
/// <param name="TrainingLoss">Mean of the sum of the exits' cross-entropies (nats) in the last 100 steps; of an ensemble its last member's.</param>
public sealed record TrainedAnytime(
    CellArchitecture? Cells,
    long Parameters,
    IReadOnlyList<double> Costs,
    IReadOnlyList<double> Validation,
    IReadOnlyList<double> Test,
    IReadOnlyList<BudgetedPoint> Budgeted,
    double TrainingLoss
)
{
    /// <summary>Accuracy on test images against budget, of the exit that is best on validation images.</summary>
    [JsonIgnore]
    public AnytimeCurve TestCurve => new(Costs, Test, Validation);

    /// <summary>Test accuracy of the exit that is best on validation images, whatever it costs.</summary>
    [JsonIgnore]
    public double BestTest => TestCurve.At(double.PositiveInfinity);
}

/// <summary>What a unit came to: a training, or scores.</summary>
/// <param name="Trained">Of a training.</param>
/// <param name="Scores">Of a hypernetwork: validation accuracy (0 … 1) of every exit of each random network.</param>
/// <param name="Candidates">The same of each candidate; null: it does not search.</param>
internal sealed record AnytimeResult(
    TrainedAnytime? Trained = null,
    IReadOnlyList<IReadOnlyList<double>>? Scores = null,
    IReadOnlyList<IReadOnlyList<double>>? Candidates = null
)
{
    public override string ToString() =>
        Trained is not null
            ? $"exits {string.Join(", ", Trained.Test.Select(t => Invariant($"{100 * t:F1}")))} % on test images"
            : Invariant($"last exits {100 * Scores!.Average(s => s[^1]):F1} % on average with generated weights");
}
