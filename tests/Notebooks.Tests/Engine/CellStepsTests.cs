using Ghn.Tool.Notebooks.Engine;

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
    [InlineData("\n#!time", 2)]
    [InlineData("#!import", 1)]
    [InlineData("#i \"nuget:https://x\"", 1)]
    public void AnUnknownCommandNamesItsLineAndWhatExists(string source, int line)
    {
        var error = Assert.Throws<CellException>(() => CellSteps.Of(source));
        Assert.Equal(line, error.Line);
        Assert.Contains("#!import file", error.Message);
    }
}
