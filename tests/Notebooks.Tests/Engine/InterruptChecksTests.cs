using Ghn.Kernel.Engine;

namespace Notebooks.Tests.Engine;

public sealed class InterruptChecksTests
{
    [Theory]
    [InlineData("while (true) { }", 1)]
    [InlineData("for (;;)\n    for (;;)\n        x++;", 2)]
    [InlineData("do x++; while (true);", 1)]
    [InlineData("void F() { foreach (var a in b) { foreach (var (c, d) in e) ; } }", 3)]
    [InlineData("int F(int n) => n < 2 ? n :\n    F(n - 1);", 1)]
    [InlineData("async Task F() => await G();\nint H() => throw x;", 2)]
    [InlineData("a = () => { b(() => { }); };", 2)]
    [InlineData("a = delegate { };", 1)]
    [InlineData("a(x => x);", 0)] // its type is not known here
    [InlineData("if (x) { y(); }", 0)]
    [InlineData("while (true { }", 0)] // does not parse: left as it was
    public void EveryLoopAndFunctionGetsOneCheckAndNoLineMoves(string code, int loops)
    {
        var checkedCode = CellChecks.Insert(code, "cell 1", null);
        Assert.Equal(loops, checkedCode.Split("Interruption.Check();").Length - 1);
        Assert.Equal(code.Split('\n').Length, checkedCode.Split('\n').Length);
        Assert.Equal(checkedCode.Count(c => c == '{'), checkedCode.Count(c => c == '}'));
    }
}
