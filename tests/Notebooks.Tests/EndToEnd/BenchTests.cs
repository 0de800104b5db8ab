namespace Notebooks.Tests.EndToEnd;

/// <summary>`ghn bench` as a user runs it; no time is asserted, because it says nothing about another machine.</summary>
public sealed class BenchTests
{
    [Fact]
    public void Quick_prints_every_section_and_writes_the_same_tables_as_markdown()
    {
        using var workspace = new Workspace();

        var run = workspace.Tool("bench", "--quick", "--steps", "12", "--markdown", "bench.md");

        Assert.Equal(0, run.ExitCode);
        var markdown = workspace.Read("bench.md");
        foreach (
            var row in new[]
            {
                "processors",
                "Message passing, 18 blocks × 17 nodes",
                "hypernetwork's share of that",
                "networks ÷ that",
                "dil 5×5",
                "architectures a second",
                "minutes for 1,000 architectures, extrapolated from 2",
                "tensors alive",
                "peak resident memory",
            }
        )
        {
            Assert.Contains(row, run.Text);
            Assert.Contains(row, markdown);
        }
    }

    [Fact]
    public void Images_are_read_from_files_that_are_made_for_it()
    {
        using var workspace = new Workspace();
        var run = workspace.Tool("bench", "--quick", "--only", "images");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("128 JPEGs of 500 × 375 (20 pictures over and over), batches of 64 at 224 × 224", run.Text);
        Assert.Matches(@"images a second\D+[1-9]", run.Text);
        Assert.Matches(@"files skipped\D+0", run.Text);
    }

    [Fact]
    public void Channels_are_compared_by_multiply_adds()
    {
        using var workspace = new Workspace();
        var run = workspace.Tool("bench", "--quick", "--only", "channels");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("3 blocks of 5 nodes, 32 pixels, batch 64", run.Text);
        Assert.Matches(@"\b13\D+[1-9]", run.Text);
        Assert.Matches(@"\b32\D.*1\.00\D*$", run.Text.TrimEnd()); // against itself
    }

    [Fact]
    public void One_section_alone_and_an_unknown_one()
    {
        using var workspace = new Workspace();

        var one = workspace.Tool("bench", "--quick", "--only", "operators");
        Assert.Equal(0, one.ExitCode);
        Assert.Contains("dil 5×5", one.Text);
        Assert.DoesNotContain("Message passing", one.Text);

        var none = workspace.Tool("bench", "--only", "nothing");
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("There is no section 'nothing'", none.Text);
    }
}
