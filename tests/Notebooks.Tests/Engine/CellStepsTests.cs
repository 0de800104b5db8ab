using Ghn.Kernel.Engine;

namespace Notebooks.Tests.Engine;

public sealed class CellStepsTests
{
    [Fact]
    public void LinesStayWhereTheyWere()
    {
        var steps = CellSteps.Of("#!csharp\nvar a = 1;\n#!import \"b.cs\"\n#r \"nuget: X.Y, 1.2\"\n#r \"c.dll\"\na");

        Assert.Equal(3, steps.Count);
        Assert.Equal("\nvar a = 1;\n\n\n\n", Assert.IsType<CodeStep>(steps[0]).Code);
        Assert.Equal(new ImportStep("b.cs", 3), steps[1]);
        var last = Assert.IsType<CodeStep>(steps[2]);
        Assert.Equal("\n\n\n\n#r \"c.dll\"\na", last.Code);
        Assert.Equal(new PackageName("X.Y", "1.2", 4), Assert.Single(last.Packages));
    }

    [Theory]
    [InlineData("\n#!who", 2)]
    [InlineData("#!import", 1)]
    [InlineData("#i \"nuget:https://x\"", 1)]
    public void AnUnknownCommandNamesItsLineAndWhatExists(string source, int line)
    {
        var error = Assert.Throws<CellException>(() => CellSteps.Of(source));
        Assert.Equal(line, error.Line);
        Assert.Contains("#!import file", error.Message);
    }

    [Fact]
    public void MarkdownLastsUntilTheNextCSharp()
    {
        var steps = CellSteps.Of("#!markdown\n# A *title*\n#!time is text here\n#!csharp\n#!time\n1");

        Assert.Equal("# A *title*\n#!time is text here", Assert.IsType<TextStep>(steps[0]).Text);
        Assert.IsType<TimeStep>(steps[1]);
        Assert.Equal("\n\n\n\n\n1", Assert.IsType<CodeStep>(steps[2]).Code);
    }

    [Fact]
    public void BlankKeepsEveryPlace()
    {
        const string source = "#!csharp\r\nvar a = 1;\n#r \"nuget: X\"\n#!markdown\ntext\n#!csharp\na";
        var blank = CellSteps.Blank(source);

        Assert.Equal(source.Length, blank.Length);
        Assert.Equal(
            source.IndexOf("var a", StringComparison.Ordinal),
            blank.IndexOf("var a", StringComparison.Ordinal)
        );
        Assert.Equal("var a = 1;a", blank.Replace(" ", "").Replace("\n", "").Replace("vara=", "var a = "));
    }
}
