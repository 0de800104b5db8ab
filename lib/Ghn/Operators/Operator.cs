namespace Ghn.Operators;

/// <summary>
/// What a node computes, in one place: its free tensors, its cost, how it runs and how it is drawn. Derive from it to add
/// one, and make it known by <see cref="Register"/>; nothing else needs to hear of it.
/// </summary>
/// <remarks>
/// Sixteen are built in. The paper names eight that are searched and leaves them to "recent NAS methods": <see cref="Searched"/>
/// is our choice. Five more make a network out of blocks, and three serve networks made by hand.
/// </remarks>
/// <param name="id">Its name in stored files, for ever: letters and digits, such as "SeparableConvolution5x5".</param>
/// <param name="name">A name short enough for a box in a drawing, such as "sep 5×5".</param>
/// <param name="family">Operators of one family have one colour in drawings; null: it is a family of its own.</param>
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

    /// <summary>Where a block begins: the output of what comes before it.</summary>
    public static readonly Operator BlockInput = Known(new BlockInput());

    /// <summary>Where a block ends: the mean of the nodes that no other node reads.</summary>
    public static readonly Operator BlockOutput = Known(new BlockOutput());

    /// <summary>ReLU, global average pooling, linear layer: an exit.</summary>
    public static readonly Operator Classifier = Known(new Classifier());

    /// <summary>ReLU, dense 3×3 convolution with any stride, batch norm.</summary>
    public static readonly Operator Convolution3x3 = Known(new Convolution3x3());

    /// <summary>The channels of its inputs side by side.</summary>
    public static readonly Operator Concatenation = Known(new Concatenation());

    /// <summary>ReLU of the sum of its inputs: the end of a residual block.</summary>
    public static readonly Operator Relu = Known(new Relu());

    /// <summary>The built-in ones, in the order of their rows in a node embedding (section 4.2).</summary>
    public static IReadOnlyList<Operator> BuiltIn { get; } = [.. s_known];

    /// <summary>The eight from which blocks are drawn by default.</summary>
    public static IReadOnlyList<Operator> Searched { get; } = [.. s_known.Take(8)];

    /// <summary>Its name in stored files.</summary>
    public string Id { get; } = id;

    /// <summary>A name short enough for a box in a drawing, such as "sep 5×5".</summary>
    public string Name { get; } = name;

    /// <summary>What it shares its colour in drawings with, such as "separable convolution".</summary>
    public string Family { get; } = family ?? name;

    /// <summary>
    /// Makes an operator known, so that files that name it can be read; gives it back. One of the same id takes the place of
    /// the one before, as when a cell is run again. Throws <see cref="GhnException"/> if the id is that of a built-in one, or has
    /// other characters than letters and digits.
    /// </summary>
    public static Operator Register(Operator added)
    {
        if (added.Id.Length == 0 || !added.Id.All(char.IsAsciiLetterOrDigit))
            throw new GhnException($"The operator's id '{added.Id}' is impossible: use letters and digits.");
        if (BuiltIn.Contains(added))
            throw new GhnException($"{added} is the id of a built-in operator: give yours another one.");
        lock (s_known)
        {
            s_known.Remove(added);
            s_known.Add(added);
        }
        return added;
    }

    /// <summary>The operator of an id. Throws <see cref="GhnException"/> if none is known.</summary>
    public static Operator Find(string id)
    {
        lock (s_known)
            return s_known.Find(o => o.Id == id)
                ?? throw new GhnException(
                    $"There is no operator {id}: run what defines it, with Operator.Register, or use one of "
                        + $"{string.Join(", ", s_known)}."
                );
    }

    /// <summary>
    /// Whether a node of a block may have it: it gives as many channels of the same size as it reads, from any number of
    /// inputs.
    /// </summary>
    public virtual bool CanBeSearched => true;

    /// <summary>Whether a batch norm belongs to it, which <see cref="Run"/> applies by <see cref="NodePass.Norm"/>.</summary>
    public virtual bool HasNorm => false;

    /// <summary>Whether it may have a stride.</summary>
    public virtual bool TakesStride => false;

    /// <summary>
    /// True if zero input channels and zero-padded weights give zero output channels and leave the others alone. A network of
    /// such operators runs with channels in whole vectors of the processor, which is faster.
    /// </summary>
    public virtual bool KeepsZeroChannels => false;

    /// <summary>Its free tensors at a node, in the order in which it uses them, but for scale and shift of its batch norm.</summary>
    public virtual IEnumerable<ParameterSpec> Parameters(GraphNode node) => [];

    /// <summary>Multiply-adds for one image, whatever the number of inputs: convolutions and linear layers only.</summary>
    public virtual long MultiplyAdds(GraphNode node) => 0;

    /// <summary>
    /// Roughly the numbers that a training step keeps for one image until the gradient has passed: its output, the ReLU of
    /// that, and what its batch norm and the sum of its inputs need.
    /// </summary>
    public virtual double KeptForGradient(GraphNode node) =>
        (HasNorm ? 3.0 : 2.0) * node.OutputCount + (HasNorm && node.Inputs.Count > 1 ? node.InputCount : 0);

    /// <summary>
    /// The node's output, [B, <see cref="GraphNode.OutputChannels"/>, size, size] in channels-last memory; of a classifier [B,
    /// classes].
    /// </summary>
    /// <remarks>
    /// Convolve by <see cref="Conv2d.Apply"/>, <see cref="PointwiseConvolution.Apply"/> or
    /// <see cref="DepthwiseConvolution.Apply"/>: torch's own convolutions can crash or go wrong on several threads. Neither
    /// change nor dispose what <paramref name="pass"/> gives. What is made on the way is freed for you.
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
