using System.Text.Json;
using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Studies;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Paper;

public sealed class ScoreboardTests
{
    private static readonly Lazy<IReadOnlyList<ScoreboardTable>> s_all = new(() =>
        new Scoreboard(
            NotebookSettings.Parse("smoke", "generated"),
            Path.Combine(Repository.Root, "notebooks", "results")
        ).All()
    );

    [Fact]
    public void Every_table_and_figure_is_there_in_the_papers_order() =>
        Assert.Equal(
            ["Table 1", "Table 2", "Table 3", "Table 4", "Table 5", "Figure 3", "Figure 4", "Figure 5a", "Figure 5b"],
            s_all.Value.Select(t => t.Where).Distinct()
        );

    [Fact]
    public void One_table_is_that_of_all()
    {
        var results = Path.Combine(Repository.Root, "notebooks", "results");
        var one = new Scoreboard(NotebookSettings.Parse("smoke", "generated"), results).Of("Table 5");
        Assert.Equal(2, one.Count);
        var all = s_all.Value.Where(t => t.Where == "Table 5");
        Assert.Equal(all.SelectMany(t => t.Rows), one.SelectMany(t => t.Rows));
    }

    [Fact]
    public void What_is_not_computed_says_so()
    {
        var mobile = s_all.Value.Where(t => t.Where is "Table 3").ToArray();
        Assert.Equal(3, mobile.Length);
        foreach (var table in mobile)
        {
            var ours = table.Rows.Single(r => r.Rank is not null);
            var isAccuracy = table.Quantity.StartsWith("ImageNet top-1 accuracy", StringComparison.Ordinal);
            if (table.Quantity.StartsWith("parameters", StringComparison.Ordinal))
            {
                Assert.InRange(ours.Value!.Value, 1, 10); // millions, of a network below 600 M multiply-adds
                Assert.EndsWith("ours: the smoke profile's block at the paper's chain", table.Quantity);
            }
            Assert.Equal(isAccuracy, ours.Value is null);
            Assert.Equal(isAccuracy, ScoreboardTable.OursOf(ours) == "not run here");
            Assert.Equal(0, table.Order.Pairs);
        }
        Assert.All(
            s_all.Value.Where(t => t.Where is "Table 5" or "Figure 5a" or "Figure 5b"),
            t => Assert.All(t.Rows, r => Assert.NotNull(r.Value))
        );
    }

    [Fact]
    public void The_found_blocks_accuracy_is_that_of_its_ledger()
    {
        var results = Path.Combine(Repository.Root, "notebooks", "results");
        var smoke = NotebookSettings.Parse("smoke", "generated");
        var line = File.ReadLines(Path.Combine(results, "table3.smoke.generated.jsonl"))
            .Single(l => l.Contains("\"Found\"", StringComparison.Ordinal));
        var kept = JsonDocument.Parse(line).RootElement.GetProperty("result").GetProperty("accuracy").GetDouble();
        Assert.Equal(kept, Assert.Single(MobileExperiment.Found(smoke, results)).Accuracy);
        Assert.Empty(MobileExperiment.Found(smoke with { Profile = Profile.Paper }, results)); // the scoreboard's
        using var alone = new TemporaryFolder(); // a ledger without the search
        File.Copy(Path.Combine(results, "table3.smoke.generated.jsonl"), alone["table3.smoke.generated.jsonl"]);
        Assert.Empty(MobileExperiment.Found(smoke, alone.Path));
    }

    [Fact]
    public void Numbers_are_those_of_the_rankings()
    {
        var results = Path.Combine(Repository.Root, "notebooks", "results");
        var evidence = new PaperResults(NotebookSettings.Parse(null, "generated"), results, PaperExperiments.Table4);
        var ghn = evidence.Rankings(PaperExperiments.Table4)[0];
        var row = s_all.Value.First(t => t.Where == "Table 4").Rows.Single(r => r.Method.StartsWith("GHN"));
        Assert.Equal(ghn.PerSeed(Ghn.Experiments.Statistics.Correlation.Pearson).Average(), row.Value!.Value, 12);
        Assert.Equal(0.68, row.Paper!.Mean);
    }

    [Fact]
    public void Smoke_numbers_never_stand_in_for_those_of_another_scale()
    {
        var results = Path.Combine(Repository.Root, "notebooks", "results");
        var tables = new Scoreboard(NotebookSettings.Parse(null, "generated"), results).All(); // only smoke ledgers are of these
        Assert.Equal(s_all.Value.Select(t => t.Quantity), tables.Select(t => t.Quantity));
        Assert.All(tables, t => Assert.Null(t.Profile));
        Assert.All(tables.SelectMany(t => t.Rows), r => Assert.Null(r.Value));
        Assert.Empty(new Scoreboard(NotebookSettings.Parse(null, "generated"), results).Claims());
    }

    [Fact]
    public void The_order_is_read_from_the_values()
    {
        var table = Table(("a", 1, 0.1), ("b", 2, 0.5), ("c", 3, 0.4), ("d", 4, null), ("published", null, null));
        Assert.Equal("a < b < c < d", table.Claim);
        Assert.Equal((2, 3), (table.Order.Agreeing, table.Order.Pairs));
        Assert.Equal("curve, no number", ScoreboardTable.PaperOf(table.Rows[0]));
    }

    [Fact]
    public void Between_equal_ranks_there_is_no_order()
    {
        var table = Table(("a", 0, 0.4), ("b", 0, 0.1), ("searched", 1, 0.5));
        Assert.Equal("a, b < searched", table.Claim);
        Assert.Equal((2, 2), (table.Order.Agreeing, table.Order.Pairs));
    }

    [Fact]
    public void One_row_has_no_order()
    {
        var table = Table(("a", 1, 0.1), ("published", null, null));
        Assert.Equal("", table.Claim);
    }

    private static ScoreboardTable Table(params (string Method, double? Rank, double? Value)[] rows) =>
        new(
            "Table 9",
            "r",
            null,
            Profile.Smoke,
            [.. rows.Select(r => new ScoreboardRow(r.Method, null, r.Rank, r.Value))]
        );
}
