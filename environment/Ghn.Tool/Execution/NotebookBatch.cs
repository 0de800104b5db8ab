using Ghn.Tool.Document;
using Ghn.Tool.Pages;

namespace Ghn.Tool.Execution;

// Runs several notebooks one after another and writes a folder that can be read in a browser.
internal sealed class NotebookBatch(
    IReadOnlyDictionary<string, string> environment,
    TimeSpan? cellTimeout,
    string folder,
    bool html,
    bool store,
    NotebookParameters parameters
)
{
    private readonly RunOutputs _outputs = new();
    private readonly HashSet<string> _pages = []; // the paths of all notebooks of this run
    private int _unmade; // pages

    public async Task<int> RunAsync(
        IReadOnlyList<NotebookFile> loaded,
        IReadOnlyList<GhnException> leftOut,
        IEnumerable<string> notSearched,
        CancellationToken cancel
    )
    {
        var notebooks = loaded.Select(parameters.In).ToArray(); // one without such a variable is told before hours of running
        if (notebooks.GroupBy(one => one.Name).FirstOrDefault(same => same.Count() > 1) is { Key: var name })
            throw new GhnException($"Two notebooks have the name '{name}': run them with different --out folders.");
        if (html && notebooks.Any(one => one.Name.Equals("index", StringComparison.OrdinalIgnoreCase)))
            throw new GhnException(
                "The page of a notebook named 'index' would replace index.html, which lists all notebooks: "
                    + "rename the notebook, or run it with '--html false'."
            );
        string[] files = html
            ? ["index.html", .. notebooks.SelectMany(one => new[] { one.Name + ".ipynb", one.Name + ".html" })]
            : [.. notebooks.Select(one => one.Name + ".ipynb")];
        _pages.UnionWith(notebooks.Select(one => one.Path));
        RunOutputs.Check([.. files.Select(In)], store ? notebooks.Select(one => one.Path) : []);
        var log = new RunLog();
        log.LeftOut(leftOut, notSearched);
        var index = html ? In("index.html") : folder;
        var entries = new List<IndexEntry>();
        foreach (var notebook in notebooks)
        {
            if (cancel.IsCancellationRequested)
                break;
            entries.Add(await RunOneAsync(notebook, log, cancel));
            if (html)
                index = WritePage("index", () => IndexPage.Of(entries, Scale(), folder), log);
        }
        log.Summary(entries, notebooks.Length, leftOut.Count, index, _outputs.Moved);
        var damaged = leftOut.Any(one => !one.Data.Contains(NotebookFile.OtherLanguage));
        var complete = entries.Count == notebooks.Length && _outputs.Moved.Count == 0 && _unmade == 0 && !damaged;
        return complete && entries.All(entry => entry.Run.Ok) ? 0 : 1;
    }

    private async Task<IndexEntry> RunOneAsync(NotebookFile source, RunLog log, CancellationToken cancel)
    {
        log.Open(source);
        var executed = source.Copy();
        var runner = new NotebookRunner(environment, cellTimeout, log);
        var run = await log.WhileRunningAsync(() => runner.RunAsync(executed, cancel));
        executed.Mark();
        _outputs.Write(In(source.Name + ".ipynb"), executed.ToText());
        var images = new PageImages(source.Folder);
        var links = new PageLinks(source.Folder, folder, _pages);
        if (html)
            WritePage(source.Name, () => NotebookPage.Of(executed, run, images, links), log);
        var entry = IndexEntry.Of(executed, run);
        var stored = false;
        if (store && run.Ok)
        {
            StoredOutputs.Prepare(executed);
            stored = _outputs.Store(source, executed.ToText()) == source.Path;
        }
        if (html)
        {
            log.Lacks("lacks files", images.Missing);
            log.Lacks("links to files outside its folder", links.Outside);
            log.Lacks("links to notebooks that have no page yet", links.Pageless);
            log.Lacks("links to missing files", links.Missing);
        }
        log.Close(source, run, stored);
        return entry;
    }

    // What the cells computed is written by now, and the other notebooks still run: a page that fails ends neither.
    private string WritePage(string name, Func<string> page, RunLog log)
    {
        string text;
        try
        {
            text = page();
        }
        catch (Exception e)
        {
            var sentence = $"The page '{name}' could not be created ({e.Message.ReplaceLineEndings(" ")}).";
            _unmade++;
            log.Warn(sentence);
            text = PageFrame.Wrap(name, $"""<p class="failed">{PageFrame.Escape(sentence)}</p>""", withFigures: false);
        }
        return _outputs.Write(In(name + ".html"), text);
    }

    private string? Scale()
    {
        string?[] asked = [environment.GetValueOrDefault("GHN_PROFILE"), environment.GetValueOrDefault("GHN_DATA_SET")];
        return asked.Any(one => one is not null) ? string.Join(", ", asked.OfType<string>()) : null;
    }

    private string In(string name) => Path.Combine(folder, name);
}
