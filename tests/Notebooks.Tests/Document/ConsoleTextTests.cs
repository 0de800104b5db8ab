using Ghn.Kernel.Document;

namespace Notebooks.Tests.Document;

public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("plain\r\nand <more>\n", "plain\nand <more>\n")]
    [InlineData("\r  1 %\r 50 %\r100 %\ndone", "100 %\ndone")]
    [InlineData("abcdef\rxy", "xycdef")]
    [InlineData("abcdef\rxy\e[K\e[2K\rz", "z")]
    [InlineData("ab\b\b\b\bX🎉\b!\r", "X!")]
    [InlineData("a\e[2J\e[10;5Hb\e]0;title\ac\e]8;;http://x/\e\\link\e]8;;\e\\\eP1q\e\\d\e", "abclinkd")]
    [InlineData("\u009b31mred\u0007\0", "red")]
    public void ATextEndsAsATerminalShowsIt(string text, string shown)
    {
        Assert.Equal(shown, ConsoleText.Plain(text));
        Assert.Equal(shown, ConsoleText.Coloured(text));
    }

    [Theory]
    [InlineData("\e[31mred\e[0m <b>", "\e[31mred\e[0m <b>", "<span class=\"a31\">red</span> &lt;b&gt;")]
    [InlineData(
        "\e[1;32ma\e[39mb\e[mc",
        "\e[1;32ma\e[0m\e[1mb\e[0mc",
        "<span class=\"a1 a32\">a</span><span class=\"a1\">b</span>c"
    )]
    [InlineData("\e[38;5;208;44mx\nz", "\e[38;5;208;44mx\e[0m\n\e[38;5;208;44mz\e[0m", "x\nz")]
    [InlineData(
        "\e[31mold\r\e[32mn",
        "\e[32mn\e[0m\e[31mld\e[0m",
        "<span class=\"a32\">n</span><span class=\"a31\">ld</span>"
    )]
    [InlineData(
        "\e[38mx\e[38;2;1my\e[99999999999mz",
        "\e[38mx\e[0m\e[38;2;1myz\e[0m",
        "<span class=\"a38\">x</span>yz"
    )]
    public void ColoursStayInNotebooksAndBecomeClassesOnPages(string text, string notebook, string page)
    {
        Assert.Equal(notebook, ConsoleText.Coloured(text));
        Assert.Equal(page, ConsoleText.ToHtml(text));
    }
}
