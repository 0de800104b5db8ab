namespace Ghn.Operators;

/// <summary>
/// The role of a free tensor in its node; also the output branch of the hypernetwork that makes it. A new operator may
/// use those that there are, each once in a node, or define its own.
/// </summary>
/// <param name="id">Its name in stored files, for ever, such as "Depthwise".</param>
/// <param name="chunk">
/// The fixed shape in which a hypernetwork makes it (section 3), from the channels of a chunk
/// (an option of the weight decoder): output channels, input channels (1 where the tensor has no such
/// dimension) and the height and width of its kernel (1 where it has none). A tensor with more channels is several chunks side
/// by side; one with fewer channels or a smaller kernel is the first channels and the centre of a chunk.
/// </param>
public sealed class ParameterKind(string id, Func<int, (int Outputs, int Inputs, int Kernel)> chunk)
    : IEquatable<ParameterKind>
{
    private const int ClassesPerChunk = 10;

    /// <summary>Kernel of the first convolution, [O, 3, 3, 3].</summary>
    public static readonly ParameterKind Stem = new("Stem", c => (c, 3, 3));

    /// <summary>Kernel of a 1×1 convolution, [O, I, 1, 1].</summary>
    public static readonly ParameterKind Pointwise = new("Pointwise", c => (c, c, 1));

    /// <summary>Kernel of a depthwise convolution, [C, 1, k, k], k at most 5.</summary>
    public static readonly ParameterKind Depthwise = new("Depthwise", c => (c, 1, 5));

    /// <summary>Weight of the linear classifier, [classes, C].</summary>
    public static readonly ParameterKind ClassifierWeight = new("ClassifierWeight", c => (ClassesPerChunk, c, 1))
    {
        Gain = 1,
    };

    /// <summary>Bias of the linear classifier, [classes].</summary>
    public static readonly ParameterKind ClassifierBias = new("ClassifierBias", _ => (ClassesPerChunk, 1, 1))
    {
        Start = 0,
    };

    /// <summary>Scale of a batch norm, [C].</summary>
    public static readonly ParameterKind NormScale = new("NormScale", c => (c, 1, 1)) { Start = 1 };

    /// <summary>Shift of a batch norm, [C].</summary>
    public static readonly ParameterKind NormShift = new("NormShift", c => (c, 1, 1)) { Start = 0 };

    /// <summary>
    /// Kernel of a dense 3×3 convolution, [O, I, 3, 3]. A chunk has a quarter of the input channels: the whole would be nine
    /// times the branch of 1×1 kernels.
    /// </summary>
    public static readonly ParameterKind Convolution3x3 = new("Dense", c => (c, Math.Max(1, c / 4), 3));

    /// <summary>Those that every hypernetwork makes, in the order of their branches.</summary>
    internal static IReadOnlyList<ParameterKind> OfEveryNetwork { get; } =
    [Stem, Pointwise, Depthwise, ClassifierWeight, ClassifierBias, NormScale, NormShift];

    /// <summary>Its name in stored files.</summary>
    public string Id { get; } = id;

    /// <summary>Its initial variance is this over the fan-in: 2 after a ReLU (He et al. 2015), 1 after none.</summary>
    public float Gain { get; init; } = 2;

    /// <summary>
    /// For tensors that are no weights, such as shifts and scales: the value where they begin, and around which generated ones
    /// lie (± 0.1); null for weights.
    /// </summary>
    public float? Start { get; init; }

    internal (int Outputs, int Inputs, int Kernel) Chunk(int channels) => chunk(channels);

    /// <inheritdoc/>
    public bool Equals(ParameterKind? other) => other?.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterKind);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}

/// <summary>One free tensor of a network: whose it is, what it is for, and its shape.</summary>
/// <param name="Node">Index of the node in its graph.</param>
/// <param name="Kind">The part it plays.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="FanIn">Inputs that are summed into one output: generated weights are scaled by it.</param>
public sealed record ParameterSpec(int Node, ParameterKind Kind, IReadOnlyList<long> Shape, int FanIn)
{
    /// <summary>Number of scalars.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The kernel of a dense k×k convolution at a node, [O, I, k, k].</summary>
    internal static ParameterSpec Kernel(GraphNode node, ParameterKind kind, int k) =>
        new(node.Index, kind, [node.OutputChannels, node.InputChannels, k, k], k * k * node.InputChannels);

    /// <summary>Standard deviation of a weight that keeps the variance of its input.</summary>
    internal float Deviation => MathF.Sqrt(Kind.Gain / FanIn);

    /// <summary>
    /// The free tensors of one node, in the order in which it uses them; scale and shift of its batch norm only if
    /// <paramref name="normAffine"/>.
    /// </summary>
    public static IEnumerable<ParameterSpec> Of(GraphNode node, bool normAffine) =>
        normAffine && node.Operator.HasNorm
            ?
            [
                .. node.Operator.Parameters(node),
                new(node.Index, ParameterKind.NormScale, [node.OutputChannels], 1),
                new(node.Index, ParameterKind.NormShift, [node.OutputChannels], 1),
            ]
            : node.Operator.Parameters(node);
}
