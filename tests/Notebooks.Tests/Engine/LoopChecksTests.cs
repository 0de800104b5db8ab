using Ghn.Tool.Notebooks.Engine;

namespace Notebooks.Tests.Engine;

public sealed class LoopChecksTests
{
    [Theory]
    [InlineData("while (true) { }", 1)]
    [InlineData("for (;;)\n    for (;;)\n        x++;", 2)]
    [InlineData("do x++; while (true);", 1)]
    [InlineData("void F() { foreach (var a in b) { foreach (var (c, d) in e) ; } }", 2)]
    [InlineData("if (x) { y(); }", 0)]
    [InlineData("while (true { }", 0)] // does not parse: left as it was
    public void EveryLoopGetsOneCheckAndNoLineMoves(string code, int loops)
    {
        var checkedCode = CellChecks.Insert(code, "cell 1");
        Assert.Equal(loops, checkedCode.Split("Interruption.Check();").Length - 1);
        Assert.Equal(code.Split('\n').Length, checkedCode.Split('\n').Length);
        Assert.Equal(checkedCode.Count(c => c == '{'), checkedCode.Count(c => c == '}'));
    }
}
