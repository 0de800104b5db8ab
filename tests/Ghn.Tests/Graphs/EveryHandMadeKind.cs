using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Tests.Graphs;

/// <summary>A small network in two segments with every kind of node that is not searched in blocks, and two exits.</summary>
internal static class EveryHandMadeKind
{
    public static ComputationGraph Build(int channels, int imageSize, int classes, bool normAffine = false)
    {
        var builder = new GraphBuilder(imageSize);
        var stem = builder.Add(OperatorKind.Stem, [], channels);
        var dense = builder.Add(OperatorKind.Convolution3x3, [stem], channels + 2, stride: 2);
        var pointwise = builder.Add(OperatorKind.Convolution1x1, [stem], channels - 2, stride: 2);
        var both = builder.Add(OperatorKind.Concatenation, [dense, pointwise]);
        var rectified = builder.Add(OperatorKind.Rectifier, [both]);
        builder.Add(OperatorKind.Classifier, [rectified], classes);
        builder.BeginSegment();
        var again = builder.Add(OperatorKind.Convolution3x3, [rectified]);
        var sum = builder.Add(OperatorKind.Rectifier, [rectified, again]);
        builder.Add(OperatorKind.Classifier, [sum], classes);
        return builder.Build(normAffine);
    }
}
