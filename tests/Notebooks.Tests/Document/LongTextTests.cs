using Ghn.Kernel.Document;

namespace Notebooks.Tests.Document;

public sealed class LongTextTests
{
    [Fact]
    public void OfALongTextHeadAndTailAreKeptAndTheRestIsCounted()
    {
        var lines = Enumerable.Range(0, 100_000).Select(i => $"{i:000000000}\n").ToArray();
        var grown = new LongText(1000, "see x");
        foreach (var line in lines)
            grown.Append(line);

        var shown = grown.ToString().Split('\n');
        Assert.Equal(shown, LongText.Cut(string.Concat(lines), 1000, "see x").Split('\n'));
        Assert.Equal(shown, grown.ToString().Split('\n')); // asking changes nothing
        Assert.Equal(("000000000", "000000049"), (shown[0], shown[49]));
        Assert.Matches("^… 99,90[01] lines, 999,0[01]0 characters left out; see x …$", shown[50]);
        Assert.Equal("000099999", shown[^2]);
        Assert.InRange(shown.Length, 90, 110);
    }

    [Fact]
    public void OneLongLineIsCutBetweenCharacters()
    {
        var shown = LongText.Cut("a" + string.Concat(Enumerable.Repeat("🎉", 5000)), 1000, "no more");

        Assert.Contains("\n… 9,00", shown);
        Assert.InRange(shown.Length, 1000, 1100);
        Assert.DoesNotContain(shown.EnumerateRunes(), rune => rune.Value == 0xfffd);
        Assert.Equal("short", LongText.Cut("short", 1000, ""));
    }
}
