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
/// A hypernetwork without message passing, similar to SMASH (Brock et al. 2018). It reads a flat code of the whole
/// block: operators and adjacency in a fixed order of nodes (<see cref="SmashEncoder"/>). It accepts blocks of any
/// size, but learns nothing about positions that do not occur in its training blocks.
/// </summary>
/// <remarks>
/// Differs from SMASH, which encodes reads and writes of memory banks as an image and generates the weights with a
/// convolutional network. Here the code is a vector, and the decoder is that of the graph hypernetwork, so that the
/// comparison isolates the encoder.
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

    /// <summary>The options it was created with.</summary>
    public SmashOptions Options { get; }

    /// <inheritdoc/>
    public override object Settings => Options;
}
