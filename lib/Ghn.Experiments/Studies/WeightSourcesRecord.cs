namespace Ghn.Experiments.Studies;

/// <summary>Validation accuracies (0 … 1) with the weights of one source, one an architecture.</summary>
public sealed record SourceScores(string Source, IReadOnlyList<double> Accuracies);

/// <summary>One network trained on from the weights of one source.</summary>
/// <param name="Source">Where the first weights came from.</param>
/// <param name="Architecture">Number of the architecture among those that were scored.</param>
/// <param name="LearningRate">The largest one.</param>
/// <param name="Steps">When it was measured, from 0: the weights as they came.</param>
/// <param name="Accuracies">Validation accuracy (0 … 1) after these steps.</param>
public sealed record FineTuning(
    string Source,
    int Architecture,
    double LearningRate,
    IReadOnlyList<int> Steps,
    IReadOnlyList<double> Accuracies
);

/// <summary>The same networks with weights from several sources, as they came and trained on: one line of a ledger.</summary>
/// <param name="MeasuredOn">Provenance.</param>
/// <param name="Hypernetwork">Sizes of the hypernetworks.</param>
/// <param name="Training">How the trained one was trained.</param>
/// <param name="TrainedChecksum">SHA-256 of the trained one's parameters, as hexadecimal digits.</param>
/// <param name="Images">Validation images of each measurement.</param>
/// <param name="Tuning">How networks were trained on; its learning rate and seed differ between runs.</param>
/// <param name="LearningRates">The rates that were tried.</param>
/// <param name="Architectures">Architectures that no source has seen.</param>
/// <param name="Scores">Accuracy with the weights as they came, a list a source.</param>
/// <param name="Runs">Training on, of the first architectures, from every source.</param>
public sealed record WeightSourcesRecord(
    Provenance MeasuredOn,
    GhnOptions Hypernetwork,
    GhnTrainingOptions Training,
    string TrainedChecksum,
    int Images,
    NetworkTrainingOptions Tuning,
    IReadOnlyList<double> LearningRates,
    IReadOnlyList<Architecture> Architectures,
    IReadOnlyList<SourceScores> Scores,
    IReadOnlyList<FineTuning> Runs
)
{
    /// <summary>
    /// Accuracies (0 … 1) after each measured step, a list an architecture, of the runs from this source at this rate.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>> RunsOf(string source, double learningRate) =>
        Runs.Where(r => r.Source == source && r.LearningRate == learningRate).Select(r => r.Accuracies).ToArray();
}
