using System.Xml.Linq;
using Ghn.Display;

namespace Ghn.Tests.Display.Svg;

public sealed class SvgWriterTests
{
    [Theory]
    [InlineData(1.25, "1.2")]
    [InlineData(3, "3")]
    [InlineData(-0.04, "0")]
    [InlineData(123456.78, "123456.8")]
    public void Coordinates_have_one_decimal_at_most(double value, string written) =>
        Assert.Equal(written, SvgWriter.Number(value));

    [Fact]
    public void Text_and_attributes_are_escaped_and_elements_closed()
    {
        var svg = new SvgWriter(100, 50, "a \"quoted\" <label>");
        svg.Open("g", "data-x", "<&>");
        svg.Text(1, 2, "1 < 2 & 3 > 2\u0007 ×");
        var root = XDocument.Parse(svg.ToString()).Root!;
        Assert.Equal("a \"quoted\" <label>", root.Attribute("aria-label")!.Value);
        Assert.Equal("1 < 2 & 3 > 2  ×", root.Value);
        Assert.Contains(root.Descendants(), e => e.Attribute("data-x")?.Value == "<&>");
    }

    [Fact]
    public void Text_is_cut_where_it_would_not_fit()
    {
        Assert.Equal("short", TextWidth.Fit("short", 12, 100));
        var cut = TextWidth.Fit("a much longer label than there is room for", 12, 100);
        Assert.EndsWith("…", cut, StringComparison.Ordinal);
        Assert.True(TextWidth.Of(cut, 12) <= 100);
    }

    [Fact]
    public void Diverging_colours_are_white_in_the_middle_and_differ_at_the_ends()
    {
        Assert.Equal("#f7f7f7", ColorScale.Diverging.Hex(0.5));
        Assert.Equal("#2166ac", ColorScale.Diverging.Hex(-1));
        Assert.Equal("#b2182b", ColorScale.Diverging.Hex(2));
        Assert.Equal("#c8c8c8", ColorScale.Diverging.Hex(double.NaN));
    }
}
