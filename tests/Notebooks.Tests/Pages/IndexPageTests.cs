using Ghn.Tool.Execution;
using Ghn.Tool.Pages;

namespace Notebooks.Tests.Pages;

public sealed class IndexPageTests
{
    [Fact]
    public void TheIndexKeepsTheNotebooksOfEarlierRunsAsLongAsTheirPagesAreThere()
    {
        using var work = new EndToEnd.Workspace();
        Write(work, "all", Entry("a"), Entry("b & c"), Entry("d"));

        var again = Write(work, null, Entry("b & c", new RunFailure(3, null, "why")));

        Assert.Equal(["a.html", "b%20%26%20c.html", "d.html"], Links(again));
        Assert.Contains("failed in cell 3", again);
        Assert.Contains("1 notebook run in 1.0 s · <span class=\"failed\">1 failed</span> · 2 of earlier runs", again);
        Assert.Equal(2, again.Split("<span class=\"ok\">ok</span> · 1.0 s · all").Length - 1);

        File.Delete(Path.Combine(work.Folder, "a.html"));
        Assert.Equal(["b%20%26%20c.html", "d.html"], Links(Write(work, null, Entry("d"))));
    }

    private static string Write(EndToEnd.Workspace work, string? scale, params IndexEntry[] entries)
    {
        foreach (var entry in entries)
            work.File(entry.Name + ".html", "");
        work.File("index.html", IndexPage.Of(entries, scale, work.Folder));
        return work.Read("index.html");
    }

    private static IndexEntry Entry(string name, RunFailure? failure = null) =>
        new(name, new NotebookRun("Title of " + name, [], failure, TimeSpan.FromSeconds(1)), null, null, null);

    private static IEnumerable<string> Links(string index) =>
        index.Split("<h2><a href=\"").Skip(1).Select(rest => rest.Split('"')[0]);
}
