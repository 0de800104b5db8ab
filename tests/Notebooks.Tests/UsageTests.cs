using Ghn.Tool.Commands;

namespace Notebooks.Tests;

/// <summary>What a misspelt command line is answered; none of it starts a process.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("rnu", "There is no command 'rnu' in 'ghn'; did you mean 'run'?")]
    [InlineData("", "'ghn' needs a command: run, train,")]
    [InlineData("ledger", "'ghn ledger' needs a command: merge (ghn ledger --help).")]
    [InlineData("kernel instal", "There is no command 'instal' in 'ghn kernel'; did you mean 'install'?")]
    [InlineData("frobnicate x", "There is no command 'frobnicate' in 'ghn': choose from run, train,")]
    [InlineData(
        "ledger merge --resluts x",
        "There is no option '--resluts' in 'ghn ledger merge'; did you mean '--results'?"
    )]
    [InlineData("run --bogus", "There is no option '--bogus' in 'ghn run'; its options are --profile, --data,")]
    [InlineData("check --josn", "did you mean '--json'?")]
    [InlineData("run -c", "There is no option '-c' in 'ghn run'")]
    [InlineData("check foo", "'ghn check' does not accept the argument 'foo' (ghn check --help).")]
    [InlineData("run --timeout abc", "--timeout must be a number, not 'abc'.")]
    [InlineData("train --steps 99999999999 --checkpoint a", "--steps must be a whole number up to 2147483647")]
    [InlineData("train --profile", "--profile needs a value (ghn train --help).")]
    [InlineData("run --out --stroe", "--out needs a value, and '--stroe' looks like an option")]
    [InlineData("experiment", "'ghn experiment' needs <name> (ghn experiment --help).")]
    [InlineData("run --profile smoke --profile paper", "--profile accepts one value, not 2: smoke, paper.")]
    [InlineData("run ''", "<notebook> has an empty value (ghn run --help).")]
    [InlineData("run --data-folder ''", "--data-folder has an empty value")]
    [InlineData("kernel install --name foo", "--name is one of ghn-csharp, .net-csharp, not 'foo'.")]
    public void AWrongWordIsOneSentenceWithTheRightForm(string line, string sentence)
    {
        var fault = Usage.Fault(Usage.Parse(Words(line)));

        Assert.NotNull(fault);
        Assert.Contains(sentence, fault);
        Assert.DoesNotContain('\n', fault);
    }

    [Fact]
    public void AFileThatLooksLikeAnOptionIsSaidHowToWrite()
    {
        using var work = new EndToEnd.Workspace();
        work.Notebook("-dash", "1");
        Assert.Contains("; for a file with that name, write './-dash.ipynb'.", work.Run("-dash.ipynb").Text);
        Assert.Contains("ghn run [", work.Tool("run", "--help").Text);
        Assert.DoesNotContain("ghn-tool", work.Tool("run", "--help").Text);
        Assert.Equal(0, work.Tool("--version").ExitCode);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run @notes.ipynb --set steps=200 --timeout 1.5")]
    [InlineData("run -- -odd.ipynb")]
    [InlineData("ledger --help")]
    [InlineData("--version")]
    [InlineData("experiment table4 --sbatch --account=physics")]
    public void ARightOneIsNot(string line) => Assert.Null(Usage.Fault(Usage.Parse(Words(line))));

    [Theory]
    [InlineData(null, "notebooks")]
    [InlineData("smoke", "notebooks.smoke")]
    public void EveryProfileHasPagesOfItsOwn(string? profile, string folder) =>
        Assert.Equal(
            Path.Combine(ToolAssemblies.Repository, "artifacts", folder),
            Path.GetFullPath(RunCommand.DefaultFolder(profile))
        );

    private static string[] Words(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "''" ? "" : word)];
}
