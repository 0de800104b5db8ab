namespace Ghn.Architectures;

/// <summary>
/// What a node computes. The first eight are the operators that are searched (the paper names eight and leaves them to
/// "recent NAS methods": these are our choice); the rest make a whole network out of blocks, or one that is not searched.
/// </summary>
/// <remarks>
/// The position in this list is the position in the one-hot node embedding (section 4.2): new kinds come last.
/// </remarks>
public enum OperatorKind
{
    /// <summary>The input itself.</summary>
    Identity,

    /// <summary>3×3 average pooling, stride 1.</summary>
    AveragePool3x3,

    /// <summary>3×3 max pooling, stride 1.</summary>
    MaxPool3x3,

    /// <summary>ReLU, 1×1 convolution, batch norm.</summary>
    Convolution1x1,

    /// <summary>ReLU, 3×3 depthwise then 1×1 convolution, batch norm.</summary>
    SeparableConvolution3x3,

    /// <summary>ReLU, 5×5 depthwise then 1×1 convolution, batch norm.</summary>
    SeparableConvolution5x5,

    /// <summary>ReLU, 3×3 depthwise with dilation 2 then 1×1 convolution, batch norm.</summary>
    DilatedConvolution3x3,

    /// <summary>ReLU, 5×5 depthwise with dilation 2 then 1×1 convolution, batch norm.</summary>
    DilatedConvolution5x5,

    /// <summary>The first convolution of the network: 3×3, batch norm.</summary>
    Stem,

    /// <summary>Between blocks: ReLU, 2×2 average pooling, 1×1 convolution to twice the channels, batch norm.</summary>
    Reduction,

    /// <summary>Where a block begins: the output of what comes before it.</summary>
    BlockInput,

    /// <summary>Where a block ends: the mean of the nodes that no other node reads.</summary>
    BlockOutput,

    /// <summary>ReLU, global average pooling, linear layer: an exit.</summary>
    Classifier,

    /// <summary>ReLU, dense 3×3 convolution with any stride, batch norm. Only in networks made by hand.</summary>
    Convolution3x3,

    /// <summary>The channels of its inputs side by side. Only in networks made by hand.</summary>
    Concatenation,

    /// <summary>ReLU of the sum of its inputs: the end of a residual block. Only in networks made by hand.</summary>
    Rectifier,
}

/// <summary>Facts about operator kinds.</summary>
public static class OperatorKinds
{
    /// <summary>How many kinds there are: the size of the one-hot embedding.</summary>
    public static int Count { get; } = Enum.GetValues<OperatorKind>().Length;

    /// <summary>The eight kinds from which a block is drawn.</summary>
    public static IReadOnlyList<OperatorKind> Searched { get; } =
        Enum.GetValues<OperatorKind>().Where(IsSearched).ToArray();

    /// <summary>Whether the kind is one of the eight that are searched.</summary>
    public static bool IsSearched(this OperatorKind kind) =>
        kind is >= OperatorKind.Identity and <= OperatorKind.DilatedConvolution5x5;

    /// <summary>A name short enough for a box in a drawing, such as "sep 5×5".</summary>
    public static string ShortName(this OperatorKind kind) =>
        kind switch
        {
            OperatorKind.Identity => "identity",
            OperatorKind.AveragePool3x3 => "avg 3×3",
            OperatorKind.MaxPool3x3 => "max 3×3",
            OperatorKind.Convolution1x1 => "conv 1×1",
            OperatorKind.SeparableConvolution3x3 => "sep 3×3",
            OperatorKind.SeparableConvolution5x5 => "sep 5×5",
            OperatorKind.DilatedConvolution3x3 => "dil 3×3",
            OperatorKind.DilatedConvolution5x5 => "dil 5×5",
            OperatorKind.Stem => "stem",
            OperatorKind.Reduction => "reduce",
            OperatorKind.BlockInput => "input",
            OperatorKind.BlockOutput => "mean",
            OperatorKind.Classifier => "classifier",
            OperatorKind.Convolution3x3 => "conv 3×3",
            OperatorKind.Concatenation => "concat",
            OperatorKind.Rectifier => "relu",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown operator kind"),
        };

    /// <summary>Kernel size of the depthwise convolution of a separable or dilated operator; 0 for the others.</summary>
    public static int DepthwiseKernel(this OperatorKind kind) =>
        kind switch
        {
            OperatorKind.SeparableConvolution3x3 or OperatorKind.DilatedConvolution3x3 => 3,
            OperatorKind.SeparableConvolution5x5 or OperatorKind.DilatedConvolution5x5 => 5,
            _ => 0,
        };

    /// <summary>Dilation of the depthwise convolution: 2 for the dilated operators, else 1.</summary>
    public static int Dilation(this OperatorKind kind) =>
        kind is OperatorKind.DilatedConvolution3x3 or OperatorKind.DilatedConvolution5x5 ? 2 : 1;

    /// <summary>Whether a batch norm follows the node's sum: exactly the kinds with a convolution.</summary>
    public static bool HasNorm(this OperatorKind kind) =>
        kind
            is OperatorKind.Convolution1x1
                or OperatorKind.Convolution3x3
                or OperatorKind.Stem
                or OperatorKind.Reduction
        || kind.DepthwiseKernel() > 0;
}
