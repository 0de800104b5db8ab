namespace Notebooks.Tests.EndToEnd;

/// <summary>Every experiment at its smallest scale, against the ledger that is kept.</summary>
public sealed class ExperimentTests
{
    [Theory]
    [InlineData("ground-truth")]
    [InlineData("table4")]
    [InlineData("table1")]
    [InlineData("table5")]
    [InlineData("schedule")]
    [InlineData("fig5a")]
    [InlineData("fig5b")]
    [InlineData("wiring")]
    [InlineData("costs")]
    [InlineData("anytime")]
    [InlineData("transfer")]
    [InlineData("table3")]
    public async Task KilledAndGoneOnByTwoProcessesItEndsInTheKeptLedger(string name)
    {
        using var work = new Workspace();
        var ledger = Path.Combine(work.Folder, $"{name}.smoke.generated.jsonl");
        string[] arguments = ["experiment", name, "--results", work.Folder, "--workers", "1"];
        bool Begun() => File.Exists(ledger) && new FileInfo(ledger).Length > 0;

        var killed = work.ToolKilledWhen(Begun, arguments);
        Assert.NotEqual(0, killed.ExitCode);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => work.Tool(arguments))));

        Assert.All(both, process => Assert.True(process.ExitCode == 0, process.Text));
        KeptLedger.AssertEqual(ledger);
    }

    [Theory]
    [InlineData("There is no experiment 'table9'", "experiment", "table9")]
    [InlineData("Workers = 0 is impossible", "experiment", "ground-truth", "--workers", "0")]
    [InlineData("Seeds = 0 is impossible", "experiment", "table5", "--seeds", "0")]
    [InlineData("The seeds of ground-truth are part of it", "experiment", "ground-truth", "--seeds", "3")]
    [InlineData(
        "There is no trained surrogate",
        "experiment",
        "table1",
        "--profile",
        "workshop",
        "--data",
        "generated"
    )]
    public void ImpossibleArgumentsAreOneSentence(string message, params string[] arguments)
    {
        using var work = new Workspace();
        var refused = work.Tool([.. arguments, "--results", work.Folder]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Text);
        Assert.DoesNotContain("   at ", refused.Text);
    }

    [Fact]
    public void ADryRunTellsThePriceAndADeviceThatIsMissingTheRemedy()
    {
        using var work = new Workspace();
        string[] paper = ["experiment", "transfer", "--profile", "paper", "--results", work.Folder];
        var priced = work.Tool([.. paper, "--dry-run"]);
        Assert.Equal(0, priced.ExitCode);
        foreach (var part in new[] { "FLOPs in all", "memory of the largest", "hours on one GPU" })
            Assert.Contains(part, priced.Text);
        Assert.Contains("compute these first: table4, table1", priced.Text);
        Assert.Contains("… of 3 at the same time", work.Tool([.. paper, "--dry-run", "--workers", "3"]).Text);
        var there = work.Tool([.. paper, "--dry-run", "--device", "cuda"]); // one unit at a time, however many processors
        Assert.Contains("memory of the largest", there.Text);
        Assert.DoesNotContain("at the same time", there.Text);
        if (!work.Tool("check").Text.Contains("cuda:0", StringComparison.Ordinal))
        {
            var refused = work.Tool([.. paper, "--device", "cuda"]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("use cpu, or build with -p:Torch=cuda", refused.Text);
        }
        Assert.Empty(Directory.GetFiles(work.Folder, "*.jsonl"));
    }

    [Fact]
    public void StatusComputesNothing()
    {
        using var work = new Workspace();
        var results = Path.Combine(Workspace.Artifacts, "..", "..", "notebooks", "results");

        var kept = work.Tool("experiment", "ground-truth", "--status", "--results", results);
        var none = work.Tool("experiment", "ground-truth", "--status", "--results", work.Folder);

        Assert.Contains("12 of 12 units are done", kept.Text);
        Assert.Contains("r between the seeds: ", kept.Text);
        Assert.Contains("0 of 12 units are done", none.Text);
        Assert.Equal((0, 0), (kept.ExitCode, none.ExitCode));
        Assert.Empty(Directory.GetFiles(work.Folder, "*.jsonl"));
    }
}
