using Ghn.Data;

namespace Ghn.Images;

/// <summary>What becomes of a file that is no usable image.</summary>
public enum BadImages
{
    /// <summary>Left out of its batch, named and counted in <see cref="ImageFolder.Skipped"/>.</summary>
    Skip,

    /// <summary>A <see cref="GhnException"/> that names it.</summary>
    Refuse,
}

/// <summary>
/// How images of a folder are read and changed. Defaults: the mobile setting of ImageNet (table 3), with the training
/// changes of DARTS (Liu et al. 2019), whose networks the paper compares with.
/// </summary>
/// <remarks>
/// The paper does not tell its own changes.
/// Differs: DARTS' jitter (torchvision's) changes brightness, contrast, saturation and hue in an order that it draws for each
/// image, and rounds to bytes within 0 … 255 after each. Here the order is fixed, and only colours before the turn of the hue are
/// brought into that range. The filter that resizes is another one, too.
/// </remarks>
public sealed record ImageFolderOptions
{
    /// <summary>Height and width of what a network gets, in pixels.</summary>
    public int Size
    {
        get;
        init => field = Require.AtLeast(8, value);
    } = 224;

    /// <summary>To evaluate, the shorter side becomes so long before the central square is cut out; at least Size.</summary>
    public int EvaluationSide
    {
        get;
        init => field = Require.AtLeast(8, value);
    } = 256;

    /// <summary>Smallest share of an image's area that a random crop of training keeps, 0 … 1.</summary>
    public double LeastArea
    {
        get;
        init => field = Require.That(value is >= 0 and <= 1, value, "it must be from 0 to 1");
    } = 0.08;

    /// <summary>Whether training mirrors left and right with probability 1/2.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>
    /// Training multiplies brightness, contrast and saturation each by a number within 1 ± this, 0 (none) … 1.
    /// </summary>
    public double Jitter
    {
        get;
        init => field = Require.That(value is >= 0 and <= 1, value, "it must be from 0 to 1");
    } = 0.4;

    /// <summary>Training turns the hue by a share of the circle within ± this, 0 (not at all) … 0.5.</summary>
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

    /// <summary>What becomes of files that are no usable image.</summary>
    public BadImages Bad { get; init; }

    /// <summary>Threads that decode; 0: one a processor.</summary>
    public int Workers
    {
        get;
        init => field = Require.AtLeast(0, value);
    }

    /// <summary>Batches that are decoded ahead of the training step: no more are in memory.</summary>
    public int Ahead
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 2;

    /// <summary>What pixels are normalised by: ImageNet's usual numbers.</summary>
    public ChannelStatistics Statistics { get; init; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
}
