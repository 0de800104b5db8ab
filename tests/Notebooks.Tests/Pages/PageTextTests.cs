using System.Net;
using System.Text.RegularExpressions;
using Ghn.Tool.Pages;

namespace Notebooks.Tests.Pages;

public sealed class PageTextTests
{
    [Theory]
    [InlineData("h_v^{(t)}", "h<sub>v</sub><sup>(t)</sup>")]
    [InlineData("\\frac{a}{b + 1} \\cdot \\alpha", "a/(b + 1) · α")]
    [InlineData("x \\in \\mathbb{R}^D", "x ∈ ℝ<sup>D</sup>")]
    [InlineData("a < b", "a &lt; b")]
    [InlineData("\\unknown{x}", "unknown{x}")]
    public void FormulasAreReadable(string tex, string html) => Assert.Equal(html, MathText.ToHtml(tex));

    [Fact]
    public void ColoursLeaveTheCodeAsItIs()
    {
        const string Code =
            "#r \"x.dll\"\n// a <b>\nvar s = $\"{1 + 2} é\"; /* c */\nint F<T>(List<T> x) => 'c';\nbroken( ";
        var html = CodeColours.ToHtml(Code);
        Assert.Equal(Code, WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]*>", "")));
        Assert.Contains("<span class=\"d\">#r", html);
        Assert.Contains("<span class=\"k\">var</span>", html);
        Assert.Contains("<span class=\"c\">// a &lt;b&gt;</span>", html);
    }
}
