namespace Ghn.Operators;

/// <summary>
/// The role of a free tensor in its node; each kind has its own output branch in a hypernetwork. A new operator uses
/// existing kinds, each at most once per node, or defines its own.
/// </summary>
/// <param name="id">Its permanent name in stored files, such as "Depthwise".</param>
/// <param name="chunk">
/// The fixed shape in which a hypernetwork generates it (section 3), as a function of the channels of a chunk (an
/// option of the weight decoder): output channels, input channels (1 if there is no such dimension), and height and
/// width of the kernel (1 if there is none). Chunks are concatenated for more channels. A tensor with fewer channels or
/// a smaller kernel takes the first channels and the centre of a chunk.
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
    /// Kernel of a dense 3×3 convolution, [O, I, 3, 3]. A chunk has a quarter of the input channels, because a full one
    /// would make the branch nine times as large as that of 1×1 kernels.
    /// </summary>
    public static readonly ParameterKind Convolution3x3 = new("Dense", c => (c, Math.Max(1, c / 4), 3));

    /// <summary>The kinds that every hypernetwork generates, in the order of their branches.</summary>
    internal static IReadOnlyList<ParameterKind> OfEveryNetwork { get; } =
    [Stem, Pointwise, Depthwise, ClassifierWeight, ClassifierBias, NormScale, NormShift];

    /// <summary>Its name in stored files.</summary>
    public string Id { get; } = id;

    /// <summary>The initial variance is Gain / fan-in: 2 after a ReLU (He et al. 2015), 1 otherwise.</summary>
    public float Gain { get; init; } = 2;

    /// <summary>
    /// Initial value of tensors that are not weights, such as shifts and scales; generated ones are near it (± 0.1).
    /// Null for weights.
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

/// <summary>One free tensor of a network: its node, its role and its shape.</summary>
/// <param name="Node">Index of the node in its graph.</param>
/// <param name="Kind">Its role.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="FanIn">Number of inputs summed into one output; it scales generated weights.</param>
public sealed record ParameterSpec(int Node, ParameterKind Kind, IReadOnlyList<long> Shape, int FanIn)
{
    /// <summary>Number of scalars.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The kernel of a dense k×k convolution at a node, [O, I, k, k].</summary>
    internal static ParameterSpec Kernel(GraphNode node, ParameterKind kind, int k) =>
        new(node.Index, kind, [node.OutputChannels, node.InputChannels, k, k], k * k * node.InputChannels);

    /// <summary>Standard deviation of weights that preserve the variance of the input.</summary>
    internal float Deviation => MathF.Sqrt(Kind.Gain / FanIn);

    /// <summary>
    /// The free tensors of one node, in the order of use. Includes scale and shift of its batch norm if
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
