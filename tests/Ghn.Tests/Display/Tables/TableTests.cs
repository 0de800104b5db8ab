using Ghn.Display;
using Microsoft.Data.Analysis;

namespace Ghn.Tests.Display.Tables;

public sealed class TableTests
{
    [Fact]
    public void A_short_value_stays_on_one_line_and_a_long_name_may_break()
    {
        var html = Table.Of("network", "area").Row("a name that is longer than that", "61.9 ± 2.3").ToHtml();
        Assert.Contains("<td style=\"text-align:left\">a name", html, StringComparison.Ordinal);
        Assert.Contains(";white-space:nowrap\">61.9 ± 2.3</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_aligned_with_numbers_on_the_right()
    {
        Assert.Equal(
            """
            method  accuracy    steps
            ──────  ────────  ───────
            random    55.8 %      100
            GHN*     62.1 %*  10,000*
            """,
            Table
                .Of("method", "accuracy", "steps")
                .Row("random", 0.558, 100)
                .Row("GHN", 0.621, 10_000)
                .WithFormat("accuracy", "0.0 %")
                .HighlightRow(1)
                .ToText(),
            ignoreLineEndingDifferences: true
        );
    }

    [Fact]
    public void Html_is_escaped_and_numbers_are_right_aligned()
    {
        var html = Table.Of("<name>", "n").Row("a & b", 1).WithCaption("<caption>").HighlightRow(0).ToHtml();
        Assert.Contains("&lt;name&gt;", html, StringComparison.Ordinal);
        Assert.Contains("a &amp; b", html, StringComparison.Ordinal);
        Assert.Contains("<caption>&lt;caption&gt;</caption>", html, StringComparison.Ordinal);
        Assert.Contains("<td style=\"text-align:right\"><b>1</b></td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_keeps_a_pipe_in_its_cell_and_aligns_numbers_right()
    {
        Assert.Equal(
            "| a\\|b | n |\n| --- | ---: |\n| **x** | **1,000** |\n| – | 2 |",
            Table.Of("a|b", "n").Row("x", 1_000).Row(null, 2).HighlightRow(0).ToMarkdown()
        );
        Assert.EndsWith("\n\n… 4 more rows", (Table.From("abcde", ("c", c => c)) with { MaxRows = 1 }).ToMarkdown());
        Assert.StartsWith("caption\n\n| a |", Table.Of("a").WithCaption("caption").ToMarkdown());
    }

    [Fact]
    public void Items_and_selectors_make_rows()
    {
        string[] words = ["one", "three"];
        var table = Table.From(words, ("word", w => w), ("length", w => w.Length));
        Assert.Equal(
            [
                ["one", 3],
                ["three", 5],
            ],
            table.Rows.Select(r => r.ToArray())
        );
        Assert.Equal([false, true], table.Columns.Select(c => c.Numeric));
    }

    [Fact]
    public void A_data_frame_comes_back_as_it_went()
    {
        var table = Table.Of("name", "count", "share", "ok").Row("a", 1L, 0.5, true).Row("b", 2L, null, false);
        var frame = table.ToDataFrame();
        Assert.IsType<StringDataFrameColumn>(frame.Columns[0]);
        Assert.IsType<Int64DataFrameColumn>(frame.Columns[1]);
        Assert.IsType<DoubleDataFrameColumn>(frame.Columns[2]);
        Assert.IsType<BooleanDataFrameColumn>(frame.Columns[3]);
        Assert.Equal(table.ToText(), Table.From(frame).ToText());
    }

    [Fact]
    public void A_long_table_says_how_much_it_leaves_out()
    {
        var table = Table.From(Enumerable.Range(0, 1234), ("i", i => i)) with { MaxRows = 10 };
        Assert.Contains("… 1,224 more rows", table.ToText(), StringComparison.Ordinal);
        Assert.Equal(10, table.ToHtml().Split("<td style").Length - 1);
    }

    [Fact]
    public void Unknown_columns_and_short_rows_are_named()
    {
        Assert.Contains(
            "'b'",
            Assert.Throws<ArgumentException>(() => Table.Of("a").WithFormat("b", "0")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2 cells",
            Assert.Throws<ArgumentException>(() => Table.Of("a").Row(1, 2)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0.123456, "0.1235")]
    [InlineData(12345.6, "12,346")]
    [InlineData(0.00001234, "1.234e-5")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-3.0, "-3")]
    public void Numbers_have_four_significant_digits(double value, string text) =>
        Assert.Equal(text, NumberText.Short(value));

    [Fact]
    public void Items_with_names_become_columns_and_what_is_missing_is_empty()
    {
        var table = Table.FromRows([
            new Dictionary<string, object?> { ["a"] = 1L },
            new Dictionary<string, object?> { ["a"] = 2L, ["b"] = "x" },
        ]);
        Assert.Equal(["a", "b"], table.Columns.Select(c => c.Title));
        Assert.Equal([1L, null], table.Rows[0]);
        Assert.Equal([2L, "x"], table.Rows[1]);
    }

    [Fact]
    public void The_head_of_a_data_frame_has_types_and_says_how_much_there_is()
    {
        var frame = new DataFrame(
            new Int32DataFrameColumn("n", Enumerable.Range(0, 1000)),
            new StringDataFrameColumn("s", Enumerable.Repeat<string>(null!, 1000))
        );

        Assert.Equal(
            """
            1,000 rows, 2 columns
                n  s
            Int32  String
            ─────  ──────
                0  –
                1  –
            … 998 more rows
            """,
            Table.Head(frame, 2).ToText(),
            ignoreLineEndingDifferences: true
        );
        Assert.Contains("0 rows, 0 columns", Table.Head(new DataFrame()).ToHtml(), StringComparison.Ordinal);
    }
}
