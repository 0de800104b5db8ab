using Ghn.Graphs;

namespace Ghn.Hypernetworks;

/// <summary>Sizes of a hypernetwork that reads a flat code of the block.</summary>
public sealed record SmashOptions : HypernetworkOptions
{
    /// <summary>D: size of a node embedding.</summary>
    public int EmbeddingSize
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 32;

    /// <summary>Hidden size of the two-layer MLP that reads the code.</summary>
    public int Hidden
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 64;
}

/// <summary>
/// A regular hypernetwork without message passing, in the manner of SMASH (Brock et al. 2018): it reads a flat code of the
/// whole block, its operators and adjacency in a fixed order of nodes, and does not know what a graph is. See
/// <see cref="SmashEncoder"/> for the code. It takes blocks of any size, but learns nothing about positions that its
/// training blocks do not have.
/// </summary>
/// <remarks>
/// Differs from SMASH: that one codes reads and writes of memory banks as an image and generates the weights by a
/// convolutional network over it. Here the code is a vector, and the decoder is the graph hypernetwork's own, so that
/// only the encoder is compared.
/// </remarks>
public sealed class SmashHypernetwork : Hypernetwork
{
    /// <summary>
    /// Creates the hypernetwork on a device (null: the CPU); all its parameters follow from <paramref name="seed"/>.
    /// </summary>
    public SmashHypernetwork(SmashOptions options, long seed = 0, Device? device = null)
        : base(
            nameof(SmashHypernetwork),
            known => ("_flat", new SmashEncoder(options, known)),
            options.EmbeddingSize,
            options.Decoder,
            new KnownOperators(options.Operators),
            seed,
            device
        ) => Options = options;

    /// <summary>The sizes it was made with.</summary>
    public SmashOptions Options { get; }

    /// <inheritdoc/>
    public override object Settings => Options;
}
