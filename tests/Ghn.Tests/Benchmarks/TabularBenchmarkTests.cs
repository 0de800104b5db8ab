using Ghn.Architectures;
using Ghn.Benchmarks;
using Ghn.Spaces;

namespace Ghn.Tests.Benchmarks;

public sealed class TabularBenchmarkTests : IDisposable
{
    private const string Skip = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";
    private const string Pool = "|none~0|+|none~0|none~1|+|avg_pool_3x3~0|none~1|none~2|";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_architectures_accuracies_and_scores()
    {
        var benchmark = Read($"id,cell,top1,free\n\"(1, 2)\",{Skip},10.5,1e-3\n2,{Pool},90,4\n");
        Assert.Equal([0.105, 0.9], benchmark.Accuracies);
        Assert.Equal([1e-3, 4], benchmark.Scores["free"]);
        Assert.Equal(0.9, benchmark.AccuracyOf(NasBench201Cell.Parse(Pool)));
        // Another cell of the same network.
        var same = NasBench201Cell.Parse("|skip_connect~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|");
        Assert.Equal(0, benchmark.RowOf(same));
    }

    [Theory]
    [InlineData("", "expected a header line, found an empty file")]
    [InlineData("cell,top1,free\n", "expected rows below the header, found none")]
    [InlineData("cell,top2,free\n", "expected a column 'top1', found cell, top2, free")]
    [InlineData("cell,top1,free\n" + Skip + ",1,2\n" + Pool + ",1\n", "line 3: expected 3 fields, found 2")]
    [InlineData("cell,top1,free\n\n" + Skip + ",x,2\n", "line 3: expected a number for top1, found 'x'")]
    [InlineData("cell,top1,free\n" + Skip + ",NaN,2\n", "line 2: expected a number for top1, found 'NaN'")]
    [InlineData("cell,top1,free\n" + Skip + ",1,2\n" + Skip + ",1,2\n", "line 3: expected an architecture that is new")]
    [InlineData("cell,top1,free\n|odd~0|,1,2\n", "line 2: expected an architecture, found '|odd~0|'")]
    [InlineData("cell,top1,free\n\"" + Skip + ",1,2\n", "line 2: expected quotes around whole fields")]
    public void Damaged_files_are_named_with_their_line(string text, string message) =>
        Assert.Contains(message, Assert.Throws<GhnException>(() => Read(text)).Message);

    [Fact]
    public void A_split_is_always_the_same_and_loses_nothing()
    {
        var cells = NasBench201Space.All().Where((_, i) => i % 250 == 7).ToArray<IArchitecture>(); // some are the same network
        var benchmark = new TabularBenchmark("some", cells, [.. cells.Select((_, i) => i / 63.0)]);
        var (development, report) = benchmark.Split(20);
        Assert.InRange(development.Architectures.Count, 20, 25);
        Assert.Empty(
            development
                .Architectures.Select(a => a.StructuralHash())
                .Intersect(report.Architectures.Select(a => a.StructuralHash()))
        );
        Assert.Equal(cells.ToHashSet(), development.Architectures.Concat(report.Architectures).ToHashSet());
        Assert.All(report.Architectures, a => Assert.Equal(benchmark.AccuracyOf(a), report.AccuracyOf(a)));
        // Which rows are for development does not depend on the other rows' order.
        var reversed = new TabularBenchmark("some", [.. cells.Reverse()], [.. cells.Select((_, i) => i / 63.0)]);
        Assert.Equal(development.Architectures.ToHashSet(), reversed.Split(20).Development.Architectures.ToHashSet());
    }

    [Fact]
    public void Lists_that_do_not_fit_are_refused()
    {
        var cells = new NasBench201Space().SampleCells(2);
        string Message(Func<object> make) => Assert.Throws<GhnException>(make).Message;
        Assert.Contains(
            "2 architectures, but 1 values of accuracy",
            Message(() => new TabularBenchmark("b", cells, [1]))
        );
        Assert.Contains("has no architectures", Message(() => new TabularBenchmark("b", [], [])));
        Assert.Contains("twice", Message(() => new TabularBenchmark("b", [cells[0], cells[0]], [1, 1])));
        var benchmark = new TabularBenchmark("b", cells[..1], [1]);
        Assert.Contains("does not have", Message(() => benchmark.RowOf(cells[1])));
        Assert.Contains("development = 1", Message(() => benchmark.Split(1)));
        Assert.Contains("development = 0", Message(() => new TabularBenchmark("b", cells, [1, 1]).Split(0)));
        Assert.Contains("accuracy 91.57", Message(() => new TabularBenchmark("b", cells, [1, 91.57])));
        Assert.Contains("accuracy NaN", Message(() => new TabularBenchmark("b", cells, [1, double.NaN])));
    }

    private TabularBenchmark Read(string text)
    {
        var path = Path.Combine(_folder.Path, "table.csv");
        File.WriteAllText(path, text);
        return TabularBenchmark.FromCsv(path, NasBench201Cell.Parse, "cell", "top1", scale: 0.01, scores: ["free"]);
    }
}

internal static class SampledCells
{
    public static IArchitecture[] SampleCells(this ISearchSpace space, int count) =>
        [.. space.SampleDistinct(count, 0, "cells")];
}
