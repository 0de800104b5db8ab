using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>
/// The mobile setting of ImageNet (table 3): a block found on small images, in a deep chain on large images, with at
/// most 600 million multiply-adds.
/// </summary>
/// <remarks>
/// The first convolution has stride 2, and there are 14 blocks with reductions at blocks 1, 2, 6 and 10. The published
/// cells of NASNet and DARTS are not such blocks: they read the two previous cells and concatenate their nodes. A block
/// here reads one block and averages its loose ends.
/// Differs: the paper does not say whether a reduction comes before or after its block. Here it comes before, so that
/// 224 pixels become 112 in the stem and 56, 28, 14, 7 in the blocks. 200 random blocks of 17 nodes then have 5.1
/// million parameters on average, and 4.2 million otherwise; the paper's network has 6.1 million.
/// </remarks>
public static class ImageNetMobile
{
    /// <summary>The largest number of multiply-adds in the mobile setting.</summary>
    public const long Budget = 600_000_000;

    /// <summary>The chain; its number of initial channels is a placeholder.</summary>
    public static NetworkOptions Chain { get; } =
        new()
        {
            Blocks = 14,
            // A reduction at a block stands before it, and so after the one before; the first one's after the stem.
            ReductionsAfter = [0, 1, 5, 9],
            StemStride = 2,
            ImageSize = 224,
            Classes = 1_000,
        };

    /// <summary>
    /// The chain with the largest number of initial channels within the budget. Throws <see cref="GhnException"/> if no
    /// number fits.
    /// </summary>
    /// <param name="architecture">The block.</param>
    /// <param name="normAffine">Whether batch norms have scale and shift, as in published networks.</param>
    public static SolvedChannels Solve(Architecture architecture, bool normAffine = false) =>
        ChannelSolver.Solve(architecture, Chain with { NormAffine = normAffine }, Budget);

    /// <summary>The network of a block: 224 × 224 pixels, 1,000 classes, at most 600 million multiply-adds.</summary>
    public static ComputationGraph Build(Architecture architecture, bool normAffine = false) =>
        new(architecture, Solve(architecture, normAffine).Network);
}
