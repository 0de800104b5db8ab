using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Framework;

public sealed class LedgerFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-ledgers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Ledgers_are_found_by_name()
    {
        File.WriteAllText(Path.Combine(_folder, "table4.smoke.generated.jsonl"), "");
        File.WriteAllText(Path.Combine(_folder, "notes.jsonl"), "");
        File.WriteAllText(Path.Combine(_folder, "README.md"), "");
        var file = Assert.Single(LedgerFile.In(_folder));
        Assert.Equal(("table4", "smoke", "generated"), (file.Experiment, file.Profile, file.DataSet));
    }

    [Fact]
    public void A_line_is_flat_under_dotted_names()
    {
        var row = Assert.Single(
            Write("""{"unit":{"name":"a","seed":0},"result":{"test":0.5,"list":[1],"none":null,"good":true}}""").Rows()
        );
        Assert.Equal(["unit.name", "unit.seed", "result.test", "result.none", "result.good"], row.Keys);
        Assert.Equal(["a", 0L, 0.5, null, true], row.Values);
    }

    [Fact]
    public void A_list_becomes_a_row_for_each_element()
    {
        var file = Write(
            """{"unit":{"name":"a"},"result":{"scores":[0.1,1]}}""",
            """{"unit":{"name":"b"},"result":{"scores":null}}""",
            """{"unit":{"name":"c"}}"""
        );
        var rows = file.Rows("result.scores", "architecture");
        Assert.Equal([0.1, 1L], rows.Select(r => r["result.scores"]));
        Assert.Equal([0L, 1L], rows.Select(r => r["architecture"]));
        Assert.All(rows, r => Assert.Equal("a", r["unit.name"]));
    }

    [Fact]
    public void A_damaged_line_is_named() =>
        Assert.Contains("Line 1 of", Assert.Throws<GhnException>(() => Write("{", "{}").Rows()).Message);

    [Fact]
    public void Every_ledger_that_is_kept_has_rows_of_its_profile_and_data() =>
        Assert.All(
            LedgerFile.In(Path.Combine(Repository.Root, "notebooks", "results")),
            file =>
                Assert.All(
                    file.Rows(),
                    row =>
                        Assert.Equal(
                            file.DataSet,
                            row[row.ContainsKey("trainedOn.dataSet") ? "trainedOn.dataSet" : "measuredOn.dataSet"]
                        )
                )
        );

    private LedgerFile Write(params string[] lines)
    {
        File.WriteAllLines(Path.Combine(_folder, "table4.smoke.generated.jsonl"), lines);
        return LedgerFile.In(_folder)[0];
    }
}
