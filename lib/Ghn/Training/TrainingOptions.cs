using Ghn.Data;

namespace Ghn.Training;

/// <summary>What the options of both trainings have in common.</summary>
public abstract record TrainingOptions
{
    /// <summary>Updates of what is trained.</summary>
    public int Steps
    {
        get;
        init => field = Require.AtLeast(1, value);
    }

    /// <summary>Images in a mini-batch.</summary>
    public int BatchSize
    {
        get;
        init => field = Require.AtLeast(2, value);
    } = 64;

    /// <summary>Learning rate: times a linear rise over <see cref="WarmupSteps"/>, times a cosine from 1 down to 0.</summary>
    public double LearningRate
    {
        get;
        init => field = Require.Number(value, positive: true);
    }

    /// <summary>Steps over which the learning rate rises linearly.</summary>
    public int WarmupSteps
    {
        get;
        init => field = Require.AtLeast(0, value);
    }

    /// <summary>Weight decay, on every tensor.</summary>
    public double WeightDecay
    {
        get;
        init => field = Require.Number(value, positive: false);
    }

    /// <summary>The gradient is scaled down to this norm if it is longer.</summary>
    public double ClipNorm
    {
        get;
        init => field = Require.Number(value, positive: true);
    } = 5;

    /// <summary>Augmentation of the training images; <see cref="Augmentation.None"/> for none.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>Seed of all that is random in the training.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// How the exits of an anytime network are weighted in its loss: exit k of K, in the order of nodes, in proportion to
    /// (k / K) to this power. Weights sum to 1 for a hypernetwork, to K for one network. 0: all equally.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ExitPower
    {
        get;
        init => field = Require.Number(value, positive: false);
    }

    /// <summary>Files name where batch norms stand, which earlier versions could choose: after a node's sum.</summary>
    [JsonInclude]
    internal StoredNormPlace Execution { get; init; } = new("AfterSum");

    /// <summary>Learning rate at a step, from 0.</summary>
    public double LearningRateAt(int step) =>
        LearningRate
        * (Math.Min(1.0, (step + 1.0) / Math.Max(1, WarmupSteps)) * 0.5 * (1 + Math.Cos(Math.PI * step / Steps)));

    /// <summary>The losses of the exits, [1] each in the order of nodes, as one, by weights with a sum.</summary>
    internal Tensor Loss(IReadOnlyList<Tensor> exits, double sum) =>
        exits.Zip(ExitWeights(exits.Count, sum), (loss, w) => loss.Times(w)).Aggregate((a, b) => a.Plus(b));

    internal double[] ExitWeights(int exits, double sum)
    {
        var weights = Enumerable.Range(1, exits).Select(k => Math.Pow(k / (double)exits, ExitPower)).ToArray();
        var scale = sum / weights.Sum();
        return [.. weights.Select(w => w * scale)];
    }

    internal sealed record StoredNormPlace(string NormPlace);
}
