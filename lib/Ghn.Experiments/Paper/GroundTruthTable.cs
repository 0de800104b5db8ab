using Ghn.Experiments.Studies;

namespace Ghn.Experiments.Paper;

/// <summary>
/// The ground truth as a table, from its ledger: a small tabular benchmark. One row an architecture, whose number is its
/// place in <see cref="Architectures"/>; one column a training seed. Accuracies are from 0 to 1.
/// </summary>
public sealed class GroundTruthTable
{
    private readonly IReadOnlyDictionary<TrainedArchitecture, TrueAccuracy> _results;

    private GroundTruthTable(IReadOnlyDictionary<TrainedArchitecture, TrueAccuracy> results, GroundTruthOptions options)
    {
        (_results, Options) = (results, options);
        Architectures = Rows.Select(i => results[new(i, 0)].Block).ToArray();
        Test = Rows.Select(i => Seeds.Average(s => results[new(i, s)].Test)).ToArray();
    }

    /// <summary>How the networks were trained.</summary>
    public GroundTruthOptions Options { get; }

    /// <summary>The architectures.</summary>
    public IReadOnlyList<Architecture> Architectures { get; }

    /// <summary>Test accuracy of each architecture, mean over its training seeds: the best that is known of it.</summary>
    public IReadOnlyList<double> Test { get; }

    /// <summary>Steps after which every training measured validation accuracy.</summary>
    public IReadOnlyList<int> Steps => _results[new(0, 0)].Steps;

    /// <summary>Numbers of the architectures.</summary>
    public IEnumerable<int> Rows => Enumerable.Range(0, Options.Architectures);

    /// <summary>The training seeds.</summary>
    public IEnumerable<int> Seeds => Enumerable.Range(0, Options.Seeds);

    /// <summary>
    /// Reads a complete ledger. Throws <see cref="GhnException"/> if there is none, or if units are missing, naming the
    /// command that computes them.
    /// </summary>
    internal static GroundTruthTable Read(GroundTruth experiment)
    {
        experiment.RequireComplete();
        return new GroundTruthTable(experiment.Results(), experiment.Options);
    }

    /// <summary>What the training of an architecture with one seed came to.</summary>
    public TrueAccuracy Trained(int architecture, int seed) => _results[new(architecture, seed)];

    /// <summary>Test accuracy of each architecture, trained with one seed.</summary>
    public IReadOnlyList<double> TestOf(int seed) => Rows.Select(i => _results[new(i, seed)].Test).ToArray();

    /// <summary>The same of every seed.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Tests => [.. Seeds.Select(TestOf)];

    /// <summary>
    /// Validation accuracy of each architecture after so many steps of training with one seed. Throws
    /// <see cref="GhnException"/> if it was not measured then.
    /// </summary>
    public IReadOnlyList<double> ValidationOf(int seed, int step)
    {
        var at = Steps.ToList().IndexOf(step);
        if (at < 0)
            throw new GhnException($"Step {step} was not measured; the steps are {string.Join(", ", Steps)}.");
        return Rows.Select(i => _results[new(i, seed)].Validation[at]).ToArray();
    }

    /// <summary>A number of each network, such as its parameters.</summary>
    public IReadOnlyList<double> Of(Func<TrueAccuracy, double> number) =>
        Rows.Select(i => number(_results[new(i, 0)])).ToArray();

    /// <summary>The convolutions on the longest path through each network.</summary>
    public IReadOnlyList<double> Depth() =>
        Of(r => Search.ZeroCostScores.Depth(new ComputationGraph(r.Block, Options.Network)));

    /// <summary>
    /// What scores prefer where it matters: Pearson's r between them and a property of the architectures, in the better half by
    /// the truth. Beside that of the truth itself it tells whether the property is undervalued or overvalued. NaN where all have
    /// as much of it.
    /// </summary>
    /// <param name="scores">One an architecture.</param>
    /// <param name="property">One an architecture.</param>
    public double Preference(IReadOnlyList<double> scores, IReadOnlyList<double> property)
    {
        var better = Values.Best(Test, Options.Architectures / 2);
        return Values.Agree(Correlation.Pearson, better.Select(i => scores[i]), better.Select(i => property[i]));
    }
}
