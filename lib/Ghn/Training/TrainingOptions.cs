using Ghn.Data;

namespace Ghn.Training;

/// <summary>Common options of all trainings.</summary>
public abstract record TrainingOptions
{
    /// <summary>Number of parameter updates.</summary>
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

    /// <summary>
    /// Peak learning rate; multiplied by a linear warm-up over <see cref="WarmupSteps"/> and by a cosine decay from 1
    /// to 0.
    /// </summary>
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

    /// <summary>Weight decay, applied to every tensor.</summary>
    public double WeightDecay
    {
        get;
        init => field = Require.Number(value, positive: false);
    }

    /// <summary>Gradient clipping: a longer gradient is scaled to this norm.</summary>
    public double ClipNorm
    {
        get;
        init => field = Require.Number(value, positive: true);
    } = 5;

    /// <summary>Augmentation of the training images; <see cref="Augmentation.None"/> for none.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>Seed of all randomness in the training.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Exponent of the loss weights of the exits of an anytime network: the weight of exit k of K, in the order of
    /// nodes, is proportional to (k / K) to this power. Weights sum to 1 for a hypernetwork and to K for one network.
    /// 0: equal weights.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ExitPower
    {
        get;
        init => field = Require.Number(value, positive: false);
    }

    /// <summary>
    /// Position of batch norms: after a node's sum. Kept for files of earlier versions, which had this choice.
    /// </summary>
    [JsonInclude]
    internal StoredNormPlace Execution { get; init; } = new("AfterSum");

    /// <summary>Learning rate at a step, from 0.</summary>
    public double LearningRateAt(int step) =>
        LearningRate
        * (Math.Min(1.0, (step + 1.0) / Math.Max(1, WarmupSteps)) * 0.5 * (1 + Math.Cos(Math.PI * step / Steps)));

    /// <summary>
    /// The weighted sum of the losses of the exits, [1] each in the order of nodes; the weights add up to
    /// <paramref name="sum"/>.
    /// </summary>
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
