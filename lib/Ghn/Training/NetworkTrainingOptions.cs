using Ghn.Data;

namespace Ghn.Training;

/// <summary>
/// Options for training one network. For an architecture's true accuracy (table 4) the paper states only 50 epochs. The
/// other defaults are those of DARTS (Liu et al. 2019), with whose networks the paper compares. <see cref="Final"/> is
/// the long training of a found network.
/// </summary>
public sealed record NetworkTrainingOptions : TrainingOptions
{
    /// <summary>50 epochs of 45,000 images, with a learning rate of 0.025 and a weight decay of 3e-4.</summary>
    public NetworkTrainingOptions() => (Steps, LearningRate, WeightDecay) = (35_150, 0.025, 3e-4);

    /// <summary>
    /// The final training of a found network (table 2). The paper states only the use of Cutout. The rest is the final
    /// training of DARTS (Liu et al. 2019): 600 epochs of 45,000 images in batches of 96, drop-path and an auxiliary
    /// classifier. This takes days on a CPU.
    /// </summary>
    public static NetworkTrainingOptions Final { get; } =
        new()
        {
            Steps = 600 * 468,
            BatchSize = 96,
            Augmentation = new Augmentation { Cutout = 16 },
            DropPath = 0.2,
            AuxiliaryWeight = 0.4,
        };

    /// <summary>Momentum of SGD.</summary>
    public double Momentum
    {
        get;
        init => field = Require.Number(value, positive: false);
    } = 0.9;

    /// <summary>
    /// Whether SGD uses Nesterov momentum. Kept for files of earlier versions, which had this choice.
    /// </summary>
    [JsonInclude]
    internal bool Nesterov { get; private init; }

    /// <summary>
    /// Drop-path probability, below 1, of an edge into a searched operator other than identity, independently for each
    /// image. It rises linearly from 0 at the first step to this value at the last one, as in NASNet (Zoph et al.
    /// 2018). 0: none.
    /// </summary>
    public double DropPath
    {
        get;
        init => field = Require.That(value is >= 0 and < 1, value, "it must be from 0 to below 1");
    }

    /// <summary>
    /// Loss weight of an auxiliary classifier at two thirds of the depth, used only in training (0.4 in NASNet and
    /// DARTS). 0: none.
    /// </summary>
    public double AuxiliaryWeight
    {
        get;
        init => field = Require.Number(value, positive: false);
    }

    /// <summary>Label smoothing (Szegedy et al. 2016), 0 to below 1, in the loss of every exit. 0: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // results without it are older than it
    public double LabelSmoothing
    {
        get;
        init => field = Require.That(value is >= 0 and < 1, value, "it must be from 0 to below 1");
    }

    /// <summary>
    /// Steps after which accuracy is measured, in addition to the last one; at most
    /// <see cref="TrainingOptions.Steps"/>.
    /// </summary>
    public IReadOnlyList<int> MeasureAt
    {
        get;
        init => field = Require.That(value.All(s => s >= 1), new ValueList<int>(value), "steps count from 1");
    } = new ValueList<int>([]);

    /// <summary>Whether accuracy is also measured after every epoch.</summary>
    public bool MeasureEveryEpoch { get; init; }

    /// <summary>Number of images for a measurement, the first of the set; at most the size of the set.</summary>
    public int MeasureImages
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 5_000;

    /// <summary>Probability of drop-path at a step, from 0.</summary>
    public double DropPathAt(int step) => Steps == 1 ? DropPath : DropPath * step / (Steps - 1);
}
