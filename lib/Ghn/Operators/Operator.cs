namespace Ghn.Operators;

/// <summary>
/// The operation of a node: its free tensors, its cost, how it runs and how it is drawn. To add an operator, derive
/// from this class and call <see cref="Register"/>; no other code needs a change.
/// </summary>
/// <remarks>
/// Sixteen operators are built in. The paper searches over eight and refers to "recent NAS methods" for their list:
/// <see cref="Searched"/> is our choice. Five more connect blocks to a network, and three are for hand-made networks.
/// </remarks>
/// <param name="id">Its permanent name in stored files: letters and digits, such as "SeparableConvolution5x5".</param>
/// <param name="name">A short name for drawings, such as "sep 5×5".</param>
/// <param name="family">Operators of one family share a colour in drawings; null: a family of its own.</param>
[JsonConverter(typeof(ById))]
public abstract class Operator(string id, string name, string? family = null) : IEquatable<Operator>
{
    // In the order of rows of the node embedding, which stored hypernetworks have: new ones come last.
    private static readonly List<Operator> s_known = [];

    /// <summary>The input itself.</summary>
    public static readonly Operator Identity = Known(new Identity());

    /// <summary>3×3 average pooling, stride 1.</summary>
    public static readonly Operator AveragePool3x3 = Known(new AveragePool3x3());

    /// <summary>3×3 max pooling, stride 1.</summary>
    public static readonly Operator MaxPool3x3 = Known(new MaxPool3x3());

    /// <summary>ReLU, 1×1 convolution with any stride, batch norm.</summary>
    public static readonly Operator Convolution1x1 = Known(new Convolution1x1());

    /// <summary>ReLU, 3×3 depthwise then 1×1 convolution, batch norm.</summary>
    public static readonly Operator SeparableConvolution3x3 = Known(new SeparableConvolution(3, dilation: 1));

    /// <summary>ReLU, 5×5 depthwise then 1×1 convolution, batch norm.</summary>
    public static readonly Operator SeparableConvolution5x5 = Known(new SeparableConvolution(5, dilation: 1));

    /// <summary>ReLU, 3×3 depthwise with dilation 2 then 1×1 convolution, batch norm.</summary>
    public static readonly Operator DilatedConvolution3x3 = Known(new SeparableConvolution(3, dilation: 2));

    /// <summary>ReLU, 5×5 depthwise with dilation 2 then 1×1 convolution, batch norm.</summary>
    public static readonly Operator DilatedConvolution5x5 = Known(new SeparableConvolution(5, dilation: 2));

    /// <summary>The first convolution of the network: 3×3, batch norm.</summary>
    public static readonly Operator Stem = Known(new Stem());

    /// <summary>Between blocks: ReLU, 2×2 average pooling, 1×1 convolution to twice the channels, batch norm.</summary>
    public static readonly Operator Reduction = Known(new Reduction());

    /// <summary>The start of a block: its input from the previous block.</summary>
    public static readonly Operator BlockInput = Known(new BlockInput());

    /// <summary>The end of a block: the mean of the nodes that no other node reads.</summary>
    public static readonly Operator BlockOutput = Known(new BlockOutput());

    /// <summary>ReLU, global average pooling, linear layer: an exit.</summary>
    public static readonly Operator Classifier = Known(new Classifier());

    /// <summary>ReLU, dense 3×3 convolution with any stride, batch norm.</summary>
    public static readonly Operator Convolution3x3 = Known(new Convolution3x3());

    /// <summary>Concatenates the channels of its inputs.</summary>
    public static readonly Operator Concatenation = Known(new Concatenation());

    /// <summary>ReLU of the sum of its inputs, as at the end of a residual block.</summary>
    public static readonly Operator Relu = Known(new Relu());

    /// <summary>The built-in operators, in the order of their rows in a node embedding (section 4.2).</summary>
    public static IReadOnlyList<Operator> BuiltIn { get; } = [.. s_known];

    /// <summary>The eight operators of the default search space.</summary>
    public static IReadOnlyList<Operator> Searched { get; } = [.. s_known.Take(8)];

    // Not among the built-in ones, whose number is that of the rows of stored node embeddings: a hypernetwork names
    // those that it needs in its options.

    /// <summary>The sum of its inputs, as a node of its own.</summary>
    public static readonly Operator Sum = Known(new Sum());

    /// <summary>Zeros of the shape of its input.</summary>
    public static readonly Operator Zero = Known(new Zero());

    /// <summary>Batch norm of the sum of its inputs.</summary>
    public static readonly Operator BatchNorm = Known(new BatchNorm());

    /// <summary>Average pooling over its stride, then a 1×1 convolution without ReLU and norm.</summary>
    public static readonly Operator Shortcut = Known(new Shortcut());

    /// <summary>3×3 average pooling, stride 1, padding not counted.</summary>
    public static readonly Operator AveragePool3x3WithoutPadding = Known(new AveragePool3x3WithoutPadding());

    private static readonly HashSet<Operator> s_own = [.. s_known]; // those of the library

    /// <summary>Its name in stored files.</summary>
    public string Id { get; } = id;

    /// <summary>A short name for drawings, such as "sep 5×5".</summary>
    public string Name { get; } = name;

    /// <summary>The family whose operators share a colour in drawings, such as "separable convolution".</summary>
    public string Family { get; } = family ?? name;

    /// <summary>
    /// Registers an operator, so that files that name it can be read, and returns it. It replaces an earlier operator
    /// with the same id, as when a cell is run again. Throws <see cref="GhnException"/> if the id belongs to a built-in
    /// operator or has characters other than letters and digits.
    /// </summary>
    public static Operator Register(Operator added)
    {
        if (added.Id.Length == 0 || !added.Id.All(char.IsAsciiLetterOrDigit))
            throw new GhnException($"The operator's id '{added.Id}' is impossible: use letters and digits.");
        if (s_own.Contains(added))
            throw new GhnException($"{added} is the id of a built-in operator: use another id.");
        lock (s_known)
        {
            s_known.Remove(added);
            s_known.Add(added);
        }
        return added;
    }

    /// <summary>The operator with an id. Throws <see cref="GhnException"/> if the id is unknown.</summary>
    public static Operator Find(string id)
    {
        lock (s_known)
            return s_known.Find(o => o.Id == id)
                ?? throw new GhnException(
                    $"There is no operator {id}: run the cell or file that calls Operator.Register for it, or use one of "
                        + $"{string.Join(", ", s_known)}."
                );
    }

    /// <summary>
    /// Whether it is allowed in a block. If so, it accepts any number of inputs and keeps channels and size.
    /// </summary>
    public virtual bool CanBeSearched => true;

    /// <summary>
    /// Whether it has a batch norm, which <see cref="Run"/> applies with <see cref="NodePass.Norm"/>.
    /// </summary>
    public virtual bool HasNorm => false;

    /// <summary>Whether it applies a ReLU to each of its inputs.</summary>
    public virtual bool Rectifies => false;

    /// <summary>Whether its output may have other channels than its inputs.</summary>
    public virtual bool ChangesChannels => HasNorm;

    /// <summary>Whether it supports a stride other than 1.</summary>
    public virtual bool TakesStride => false;

    /// <summary>
    /// True if padding inputs and weights with zero channels gives zero output channels and does not change the others.
    /// A network of such operators runs faster, because its channels are padded to whole vectors of the processor.
    /// </summary>
    public virtual bool KeepsZeroChannels => false;

    /// <summary>Its free tensors at a node, in the order of use, without scale and shift of its batch norm.</summary>
    public virtual IEnumerable<ParameterSpec> Parameters(GraphNode node) => [];

    /// <summary>
    /// Multiply-adds for one image, for any number of inputs; only convolutions and linear layers count.
    /// </summary>
    public virtual long MultiplyAdds(GraphNode node) => 0;

    /// <summary>
    /// Roughly the number of values that a training step stores for the backward pass of one image: its output, the
    /// ReLU of it, and the values for its batch norm and the sum of its inputs.
    /// </summary>
    public virtual double KeptForGradient(GraphNode node) =>
        (HasNorm ? 3.0 : 2.0) * node.OutputCount + (HasNorm && node.Inputs.Count > 1 ? node.InputCount : 0);

    /// <summary>
    /// Computes the node's output, [B, <see cref="GraphNode.OutputChannels"/>, size, size] in channels-last memory; for
    /// a classifier [B, classes].
    /// </summary>
    /// <remarks>
    /// For convolutions use <see cref="Conv2d.Apply"/>, <see cref="PointwiseConvolution.Apply"/> or
    /// <see cref="DepthwiseConvolution.Apply"/>: torch's own can crash or return wrong results on several threads. Do
    /// not change or dispose the tensors of <paramref name="pass"/>. Intermediate tensors are disposed for you.
    /// </remarks>
    public abstract torch.Tensor Run(NodePass pass);

    /// <inheritdoc/>
    public bool Equals(Operator? other) => other?.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Operator);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether both have the same id.</summary>
    public static bool operator ==(Operator? a, Operator? b) => a?.Id == b?.Id;

    /// <summary>Whether they have different ids.</summary>
    public static bool operator !=(Operator? a, Operator? b) => !(a == b);

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    private static Operator Known(Operator builtIn)
    {
        s_known.Add(builtIn);
        return builtIn;
    }

    private sealed class ById : JsonConverter<Operator>
    {
        public override Operator Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? Find(reader.GetString()!)
                : throw new JsonException("the operator has no name");

        public override void Write(Utf8JsonWriter writer, Operator value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Id);
    }
}
