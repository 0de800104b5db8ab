using Ghn.Data;

namespace Ghn.Images;

/// <summary>The treatment of files that are not usable images.</summary>
public enum BadImages
{
    /// <summary>Skip the file in its batch, and list it in <see cref="ImageFolder.Skipped"/>.</summary>
    Skip,

    /// <summary>Throw a <see cref="GhnException"/> that names the file.</summary>
    Refuse,
}

/// <summary>
/// Options for reading and augmenting images of a folder. Defaults: the mobile setting of ImageNet (table 3), with the
/// augmentation of DARTS (Liu et al. 2019), with whose networks the paper compares.
/// </summary>
/// <remarks>
/// The paper does not state its augmentation.
/// Differs: DARTS' colour jitter (torchvision's) changes brightness, contrast, saturation and hue in random order, and
/// rounds to bytes within 0 … 255 after each. Here the order is fixed, and colours are clipped to that range only
/// before the change of hue. The resizing filter also differs.
/// </remarks>
public sealed record ImageFolderOptions
{
    /// <summary>Height and width of an image as input of a network, in pixels.</summary>
    public int Size
    {
        get;
        init => field = Require.AtLeast(8, value);
    } = 224;

    /// <summary>
    /// For evaluation, the shorter side is resized to this length before the centre crop; at least Size.
    /// </summary>
    public int EvaluationSide
    {
        get;
        init => field = Require.AtLeast(8, value);
    } = 256;

    /// <summary>Smallest share of an image's area in a random training crop, 0 … 1.</summary>
    public double LeastArea
    {
        get;
        init => field = Require.That(value is >= 0 and <= 1, value, "it must be from 0 to 1");
    } = 0.08;

    /// <summary>Whether training mirrors left and right with probability 1/2.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Colour jitter in training: brightness, contrast and saturation are each multiplied by a number within 1 ± this,
    /// 0 (none) … 1.
    /// </summary>
    public double Jitter
    {
        get;
        init => field = Require.That(value is >= 0 and <= 1, value, "it must be from 0 to 1");
    } = 0.4;

    /// <summary>Training rotates the hue by a fraction of the circle within ± this, 0 (none) … 0.5.</summary>
    public double Hue
    {
        get;
        init => field = Require.That(value is >= 0 and <= 0.5, value, "it must be from 0 to 0.5");
    } = 0.2;

    /// <summary>Images with a shorter side below this are not usable.</summary>
    public int LeastSide
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 8;

    /// <summary>The treatment of files that are not usable images.</summary>
    public BadImages Bad { get; init; }

    /// <summary>Number of decoding threads; 0: one per processor.</summary>
    public int Workers
    {
        get;
        init => field = Require.AtLeast(0, value);
    }

    /// <summary>Largest number of batches decoded ahead of the training step, and thus in memory.</summary>
    public int Ahead
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 2;

    /// <summary>Statistics for normalisation; by default the usual ones of ImageNet.</summary>
    public ChannelStatistics Statistics { get; init; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
}
