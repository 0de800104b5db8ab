using Ghn;
using Ghn.Tool.Reports;

namespace Notebooks.Tests.EndToEnd;

/// <summary>The tables of the READMEs are what the stored ledgers say.</summary>
public sealed class ReportTests
{
    [Fact]
    public void Every_table_is_what_the_ledgers_say()
    {
        using var work = new Workspace();
        var run = work.Tool("report", "--check");
        Assert.True(run.ExitCode == 0, run.Text);
    }

    [Fact]
    public void A_part_is_written_anew_in_a_line_or_between_lines_and_nothing_else_is()
    {
        const string text = "a **<!-- begin: x -->old<!-- end -->** b\n<!-- begin: y -->\n\n| old |\n\n<!-- end -->\nc";
        Assert.Equal(["x", "y"], GeneratedParts.Names(text));
        Assert.Equal(
            "a **<!-- begin: x -->X<!-- end -->** b\n<!-- begin: y -->Y<!-- end -->\nc",
            GeneratedParts.Write(text, name => name.ToUpperInvariant())
        );
    }

    [Fact]
    public void A_part_without_an_end_is_an_error_and_swallows_no_other()
    {
        const string text = "<!-- begin: x --> and <!-- begin: y -->old<!-- end -->";
        Assert.Contains(
            "1 of 2 parts",
            Assert.Throws<GhnException>(() => GeneratedParts.Write(text, name => name)).Message
        );
    }
}
