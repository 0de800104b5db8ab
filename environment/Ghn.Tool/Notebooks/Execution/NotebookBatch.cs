using Ghn.Tool.Notebooks.Document;
using Ghn.Tool.Notebooks.Pages;

namespace Ghn.Tool.Notebooks.Execution;

/// <summary>Runs several notebooks one after another and writes a folder that can be read in a browser.</summary>
internal sealed class NotebookBatch(
    IReadOnlyDictionary<string, string> environment,
    TimeSpan? cellTimeout,
    string folder,
    bool html,
    bool store,
    NotebookParameters parameters
)
{
    public async Task<int> RunAsync(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        // A damaged one, or one without such a variable, is told before hours of running.
        var notebooks = paths.Select(path => parameters.In(NotebookFile.Load(path))).ToArray();
        if (notebooks.GroupBy(one => one.Name).FirstOrDefault(same => same.Count() > 1) is { Key: var name })
            throw new GhnException($"Two of the notebooks are called '{name}': run them into different --out folders.");
        Directory.CreateDirectory(folder);
        var log = new RunLog();
        var entries = new List<IndexEntry>();
        foreach (var notebook in notebooks)
        {
            if (cancel.IsCancellationRequested)
                break;
            entries.Add(await RunOneAsync(notebook, log, cancel));
            Write("index.html", IndexPage.Of(entries, Scale(), folder));
        }
        log.Summary(entries, notebooks.Length, html ? Path.Combine(folder, "index.html") : folder);
        return entries.Count == notebooks.Length && entries.All(entry => entry.Run.Ok) ? 0 : 1;
    }

    private async Task<IndexEntry> RunOneAsync(NotebookFile source, RunLog log, CancellationToken cancel)
    {
        log.Open(source);
        var executed = source.Copy();
        var runner = new NotebookRunner(environment, cellTimeout, log);
        var run = await log.WhileRunningAsync(() => runner.RunAsync(executed, cancel));
        executed.Save(Path.Combine(folder, source.Name + ".ipynb"));
        var images = new PageImages(source.Folder);
        Write(source.Name + ".html", NotebookPage.Of(executed, run, images));
        var entry = IndexEntry.Of(executed, run);
        if (store && run.Ok)
        {
            StoredOutputs.Prepare(executed);
            executed.Save(source.Path);
        }
        if (html)
            log.Missing(images.Missing);
        log.Close(source, run, stored: store && run.Ok);
        return entry;
    }

    private string? Scale()
    {
        string?[] asked = [environment.GetValueOrDefault("GHN_PROFILE"), environment.GetValueOrDefault("GHN_DATA_SET")];
        return asked.Any(one => one is not null) ? string.Join(", ", asked.OfType<string>()) : null;
    }

    private void Write(string name, string text)
    {
        if (html)
            File.WriteAllText(Path.Combine(folder, name), text);
    }
}
