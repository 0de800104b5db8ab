using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>The part that a free tensor plays in its node; also the output branch of the hypernetwork that makes it.</summary>
/// <remarks>New kinds come last: the order is that of the branches.</remarks>
public enum ParameterKind
{
    /// <summary>Kernel of the first convolution, [O, 3, 3, 3].</summary>
    Stem,

    /// <summary>Kernel of a 1×1 convolution, [O, I, 1, 1].</summary>
    Pointwise,

    /// <summary>Kernel of a depthwise convolution, [C, 1, k, k].</summary>
    Depthwise,

    /// <summary>Weight of the linear classifier, [classes, C].</summary>
    ClassifierWeight,

    /// <summary>Bias of the linear classifier, [classes].</summary>
    ClassifierBias,

    /// <summary>Scale of a batch norm, [C].</summary>
    NormScale,

    /// <summary>Shift of a batch norm, [C].</summary>
    NormShift,

    /// <summary>Kernel of a dense 3×3 convolution, [O, I, 3, 3].</summary>
    Dense,
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

    /// <summary>
    /// The free tensors of one node, in the order in which it uses them; scale and shift of its batch norm only if
    /// <paramref name="normAffine"/>.
    /// </summary>
    public static IEnumerable<ParameterSpec> Of(GraphNode node, bool normAffine)
    {
        long input = node.InputChannels,
            output = node.OutputChannels;
        var kernel = node.Operator.DepthwiseKernel();
        if (kernel > 0)
            yield return new(node.Index, ParameterKind.Depthwise, [input, 1, kernel, kernel], kernel * kernel);
        if (kernel > 0 || node.Operator is OperatorKind.Convolution1x1 or OperatorKind.Reduction)
            yield return new(node.Index, ParameterKind.Pointwise, [output, input, 1, 1], node.InputChannels);
        if (node.Operator is OperatorKind.Stem)
            yield return new(node.Index, ParameterKind.Stem, [output, input, 3, 3], 9 * node.InputChannels);
        if (node.Operator is OperatorKind.Convolution3x3)
            yield return new(node.Index, ParameterKind.Dense, [output, input, 3, 3], 9 * node.InputChannels);
        if (node.Operator is OperatorKind.Classifier)
        {
            yield return new(node.Index, ParameterKind.ClassifierWeight, [output, input], node.InputChannels);
            yield return new(node.Index, ParameterKind.ClassifierBias, [output], node.InputChannels);
        }
        if (normAffine && node.Operator.HasNorm())
        {
            yield return new(node.Index, ParameterKind.NormScale, [output], 1);
            yield return new(node.Index, ParameterKind.NormShift, [output], 1);
        }
    }
}
