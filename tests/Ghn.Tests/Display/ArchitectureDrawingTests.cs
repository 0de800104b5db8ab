using System.Text.RegularExpressions;
using Ghn.Architectures;
using Ghn.Display;

namespace Ghn.Tests.Display;

public sealed class ArchitectureDrawingTests
{
    [Fact]
    public void A_kind_has_the_same_colour_in_every_drawing()
    {
        var alone = Stroke(new Architecture([new(OperatorKind.MaxPool3x3, [0])]));
        var later = Stroke(
            new Architecture([
                new(OperatorKind.DilatedConvolution3x3, [0]),
                new(OperatorKind.Convolution1x1, [0]),
                new(OperatorKind.MaxPool3x3, [0]),
            ])
        );
        Assert.Equal(alone, later);
    }

    /// <summary>The outline of the box before the label "max 3×3".</summary>
    private static string Stroke(Architecture architecture)
    {
        var svg = ArchitectureDrawing.Of(architecture).ToSvg();
        var before = svg[..svg.IndexOf("max 3×3", StringComparison.Ordinal)];
        return Regex.Matches(before, "<rect[^>]*stroke=\"(#[0-9a-fA-F]+)\"")[^1].Groups[1].Value;
    }
}
