using Ghn.Graphs;
using Ghn.Operators;

namespace Ghn.Tests.Graphs;

/// <summary>A small network in two blocks with every kind of node that is not searched in blocks, and two exits.</summary>
internal static class EveryHandMadeKind
{
    public static ComputationGraph Build(int channels, int imageSize, int classes, bool normAffine = false)
    {
        var builder = new GraphBuilder(imageSize);
        var stem = builder.Add(Operator.Stem, [], channels);
        var dense = builder.Add(Operator.Convolution3x3, [stem], channels + 2, stride: 2);
        var pointwise = builder.Add(Operator.Convolution1x1, [stem], channels - 2, stride: 2);
        var both = builder.Add(Operator.Concatenation, [dense, pointwise]);
        var rectified = builder.Add(Operator.Relu, [both]);
        builder.Add(Operator.Classifier, [rectified], classes);
        builder.BeginBlock();
        var again = builder.Add(Operator.Convolution3x3, [rectified]);
        var sum = builder.Add(Operator.Relu, [rectified, again]);
        builder.Add(Operator.Classifier, [sum], classes);
        return builder.Build(normAffine);
    }
}
