using Ghn.Data;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Anytime;

/// <summary>
/// An ensemble of networks that run one after the other (the ensemble baselines of figure 3, Huang et al. 2018). The
/// answer after m of them is the mean of their softmax outputs; it corresponds to an exit of one network. The caller
/// keeps ownership of the members.
/// </summary>
public sealed class Ensemble
{
    private readonly IReadOnlyList<WeightSet> _members;

    /// <summary>
    /// Creates an ensemble; members run in this order. Throws <see cref="GhnException"/> if the list is empty or the
    /// numbers of classes differ.
    /// </summary>
    public Ensemble(IReadOnlyList<WeightSet> members)
    {
        if (members.Count == 0)
            throw new GhnException("An ensemble needs at least one network.");
        var classes = members.Select(m => m.Graph.Exits[^1].OutputChannels).ToArray();
        if (classes.Distinct().Count() > 1)
            throw new GhnException(
                $"Networks of [{string.Join(", ", classes)}] classes cannot form an ensemble: all need the same number."
            );
        _members = members;
        var total = 0L;
        MultiplyAdds = members.Select(m => total += Cost.LazyToExits(m.Graph)[^1]).ToArray();
    }

    /// <summary>
    /// Multiply-adds of the first m networks for one image, m = 1, 2, …. For each network only the nodes of its last
    /// exit count.
    /// </summary>
    public IReadOnlyList<long> MultiplyAdds { get; }

    /// <summary>
    /// Confidence and correctness of the answer after each member, on the first <paramref name="images"/> images of a
    /// set, at least one. <paramref name="recalibration"/> is as in <see cref="Evaluation.Accuracy"/>.
    /// </summary>
    public ExitPredictions Predictions(
        ImageSet set,
        int images,
        Recalibration? recalibration = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        var sum = zeros(images, _members[0].Graph.Exits[^1].OutputChannels, device: CPU);
        var means = new List<Tensor>();
        foreach (var member in _members)
        {
            using var inner = NewDisposeScope();
            var logits = Evaluation.ExitLogits(member, set, images, recalibration, cancellation)[-1]; // [images, classes]
            sum.AddInPlace(softmax(logits, 1));
            means.Add(sum.Over(means.Count + 1).MoveToOuterDisposeScope());
        }
        var mean = stack(means); // [members, images, classes]
        return ExitPredictions.Of(mean.argmax(2), mean.amax([2]), set.Labels.narrow(0, 0, images).cpu());
    }
}
