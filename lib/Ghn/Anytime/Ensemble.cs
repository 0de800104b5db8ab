using Ghn.Data;
using Ghn.Graphs;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Anytime;

/// <summary>
/// Networks that are run one after the other (the ensemble baselines of figure 3, Huang et al. 2018): the answer after m
/// of them is the mean of their softmax outputs. Each of these answers is like an exit of one network. The members stay
/// the caller's.
/// </summary>
public sealed class Ensemble
{
    private readonly IReadOnlyList<WeightSet> _members;

    /// <summary>
    /// Takes the members in the order in which they run. Throws <see cref="GhnException"/> if there are none or they have
    /// different numbers of classes.
    /// </summary>
    public Ensemble(IReadOnlyList<WeightSet> members)
    {
        if (members.Count == 0)
            throw new GhnException("An ensemble needs at least one network.");
        var classes = members.Select(m => m.Graph.Exits[^1].OutputChannels).ToArray();
        if (classes.Distinct().Count() > 1)
            throw new GhnException(
                $"Networks of [{string.Join(", ", classes)}] classes make no ensemble: all must have the same number."
            );
        _members = members;
        var total = 0L;
        MultiplyAdds = members.Select(m => total += Cost.LazyToExits(m.Graph)[^1]).ToArray();
    }

    /// <summary>
    /// Multiply-adds of the first m networks for one image, m = 1, 2, …: of each one, the nodes that its last exit needs.
    /// </summary>
    public IReadOnlyList<long> MultiplyAdds { get; }

    /// <summary>
    /// Confidence and correctness of the answer after each member on the first <paramref name="images"/> images of a set, at
    /// least one. <paramref name="recalibration"/>: as in <see cref="Evaluation.Accuracy"/>.
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
