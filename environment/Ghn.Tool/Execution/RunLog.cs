using Ghn.Tool.Pages;
using Spectre.Console;

namespace Ghn.Tool.Execution;

// What the terminal shows: one line a cell, and on a live terminal the cell that runs.
internal sealed class RunLog
{
    private readonly IAnsiConsole _console = AnsiConsole.Console;
    private StatusContext? _status;

    public RunLog()
    {
        if (!_console.Profile.Out.IsTerminal)
            _console.Profile.Width = 400; // a file has no width: one cell stays one line
    }

    public void Open(NotebookFile notebook) =>
        _console.MarkupLineInterpolated($"[bold]{notebook.Name}[/]  {ConsoleText.Plain(notebook.Title)}");

    // Runs the action with a spinner, where there is a terminal to spin on.
    public async Task<T> WhileRunningAsync<T>(Func<Task<T>> action)
    {
        if (!_console.Profile.Out.IsTerminal)
            return await action();
        return await _console
            .Status()
            .StartAsync(
                "starting",
                async status =>
                {
                    _status = status;
                    return await action();
                }
            );
    }

    public void Started(CellRun cell) => Says(cell, cell.FirstLine);

    public void Says(CellRun cell, string line) =>
        _status?.Status(Markup.Escape($"cell {cell.Number}: {Short(line, 70)}"));

    public void Finished(CellRun cell)
    {
        var status = cell.Status == CellStatus.Ok ? "[green]ok    [/]" : "[red]FAILED[/]";
        var line = Markup.Escape(Short(cell.FirstLine, 90));
        _console.MarkupLine($"  {cell.Number, 3}  {status} {cell.Time.TotalMilliseconds, 8:0} ms  {line}");
    }

    public void Lacks(string what, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
            _console.MarkupLineInterpolated($"  the page {what}: {ConsoleText.Plain(string.Join(", ", names))}");
    }

    public void LeftOut(IEnumerable<GhnException> notebooks, IEnumerable<string> folders)
    {
        foreach (var one in notebooks)
            _console.MarkupLineInterpolated($"[yellow]skipped: {ConsoleText.Plain(one.Message)}[/]");
        foreach (var folder in folders)
            _console.MarkupLineInterpolated(
                $"[yellow]not searched: {ConsoleText.Plain(folder)}; give it as an argument to run its notebooks[/]"
            );
    }

    public void Warn(string sentence) => _console.MarkupLineInterpolated($"  [red]{sentence}[/]");

    public void Close(NotebookFile notebook, NotebookRun run, bool stored)
    {
        _status = null;
        if (run.LeftOut.Count > 0)
            _console.MarkupLineInterpolated($"  [yellow]not run: {NotebookRun.Count(run.LeftOut)}[/]");
        if (run.Failure is { } failure)
        {
            _console.MarkupLineInterpolated($"[red]{notebook.Name} failed {failure.Place}:[/]");
            foreach (var line in ConsoleText.Plain(failure.Message).Split('\n'))
                _console.MarkupLineInterpolated($"    {line}");
        }
        else if (stored)
            _console.MarkupLineInterpolated($"  outputs stored in {notebook.Path}");
    }

    public void Summary(
        IReadOnlyList<IndexEntry> entries,
        int asked,
        int leftOut,
        string index,
        IReadOnlyList<string> moved
    )
    {
        var failed = entries.Count(entry => !entry.Run.Ok);
        var time = entries.Sum(entry => entry.Run.Time.TotalSeconds);
        var notRun = asked > entries.Count ? $", {asked - entries.Count} not run" : "";
        var omitted = leftOut > 0 ? $", {leftOut} skipped" : "";
        var others = entries.SelectMany(entry => entry.Run.LeftOut).ToArray();
        var without = others.Length > 0 ? $", not run: {NotebookRun.Count(others)}" : "";
        _console.MarkupLineInterpolated(
            $"{entries.Count - failed} ok, {failed} failed{notRun}{omitted}{without}, {time:0.0} s: {index}"
        );
        foreach (var sentence in moved)
            _console.MarkupLineInterpolated($"[red]{sentence}[/]");
    }

    private static string Short(string line, int length) =>
        ConsoleText.Plain(line) is var text && text.Length <= length ? text : text[..length] + "…";
}

// How far a running cell is, in its own words: the last line that it printed or updated.
internal static class ProgressLine
{
    public static string? Of(CellPrinted printed) =>
        printed
            .Text.Split('\n')
            .Reverse()
            .Select(line => ConsoleText.Plain(line).Trim())
            .FirstOrDefault(line => line.Length > 0);

    // Of an updated display, such as a progress bar; a figure or a table has more than one line.
    public static string? Of(CellRewrote rewrote) =>
        NotebookJson.Text(rewrote.Data["text/plain"]).Trim() is { Length: > 0 } line && !line.Contains('\n')
            ? line
            : null;
}
