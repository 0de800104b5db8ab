using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>The arithmetic of one node. Convention: multiply-adds of convolutions and linear layers only.</summary>
public static class Cost
{
    /// <summary>
    /// Multiply-adds for one image. A node's convolution is linear, so it runs once on the sum of its inputs, whatever
    /// their number.
    /// </summary>
    public static long MultiplyAdds(GraphNode node)
    {
        long pixels = (long)node.OutputSize * node.OutputSize,
            input = node.InputChannels,
            output = node.OutputChannels;
        var kernel = node.Operator.DepthwiseKernel();
        return node.Operator switch
        {
            OperatorKind.Stem or OperatorKind.Convolution3x3 => pixels * 9 * input * output,
            OperatorKind.Convolution1x1 or OperatorKind.Reduction => pixels * input * output,
            OperatorKind.Classifier => input * output,
            _ when kernel > 0 => pixels * input * (kernel * kernel + output),
            _ => 0,
        };
    }
}
