using Ghn.Anytime;

namespace Ghn.Experiments.Studies;

/// <summary>Trains the anytime networks of a unit, whose checkpoints are numbered, and measures their exits.</summary>
internal sealed class AnytimeTrainings(
    AnytimeOptions options,
    DataSplits data,
    Func<int, CheckpointOptions> checkpointOf,
    CancellationToken cancellation
)
{
    public TrainedAnytime Train(CellArchitecture cells, long seed)
    {
        var graph = new ComputationGraph(cells, options.Network);
        return Train([graph], seed) with { Cells = cells };
    }

    public TrainedAnytime Train(IReadOnlyList<ComputationGraph> graphs, long seed)
    {
        var device = data.Train.Images.device;
        var members = new List<WeightSet>();
        TestedNetwork? last = null;
        try
        {
            foreach (var graph in graphs)
            {
                last?.Dispose();
                last = TestedNetwork.Train(
                    graph,
                    options.Training with
                    {
                        Seed = seed * graphs.Count + members.Count, // members differ by their draws, too
                    },
                    options.StatisticsBatches,
                    data.Train,
                    data.Validation,
                    device,
                    checkpointOf(members.Count),
                    cancellation: cancellation
                );
                members.Add(last.Weights(device));
            }
            return Measure(members, last!.Recalibration) with { TrainingLoss = last.TrainingLoss };
        }
        finally
        {
            last?.Dispose();
            foreach (var member in members)
                member.Dispose();
        }
    }

    private TrainedAnytime Measure(List<WeightSet> members, Recalibration recalibration)
    {
        var ensemble = members.Count > 1 ? new Ensemble(members) : null;
        ExitPredictions Of(ImageSet set) =>
            ensemble?.Predictions(set, set.Count, recalibration, cancellation)
            ?? AnytimeEvaluation.Predictions(members[0], set, set.Count, recalibration, cancellation);
        var (validation, test) = (Of(data.Validation), Of(data.Test));
        // A batch leaves at the exits that are worth it, one after the other; an ensemble's members run in any case.
        var order = ensemble is null ? AnytimeStep.Order(members[0].Graph, null, validation.Accuracies) : null;
        ExitPredictions Worth(ExitPredictions all) => order is null ? all : all.Of([.. order.Select(s => s.Exit)]);
        var together = order is null ? ensemble!.MultiplyAdds : [.. order.Select(s => s.Total)];
        return new TrainedAnytime(
            null,
            members.Sum(m => m.Graph.ParameterCount),
            [.. (ensemble?.MultiplyAdds ?? Cost.LazyToExits(members[0].Graph)).Select(c => (double)c)],
            validation.Accuracies,
            test.Accuracies,
            [
                .. BudgetedBatch
                    .Sweep(Worth(validation), Worth(validation), together)
                    .Zip(BudgetedBatch.Sweep(Worth(validation), Worth(test), together))
                    .Select(p => new BudgetedPoint(
                        p.First.Accuracy,
                        Math.Round(p.First.MeanMultiplyAdds),
                        p.Second.Accuracy,
                        Math.Round(p.Second.MeanMultiplyAdds)
                    )),
            ],
            double.NaN
        );
    }
}
