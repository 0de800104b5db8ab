namespace Ghn.Tool.Execution;

/// <summary>How far a running cell is, in its own words: the last line that it printed or updated.</summary>
internal static class ProgressLine
{
    /// <summary>Of what it printed.</summary>
    public static string? Of(CellPrinted printed) =>
        printed
            .Text.Split('\n')
            .Reverse()
            .Select(line => ConsoleText.Plain(line).Trim())
            .FirstOrDefault(line => line.Length > 0);

    /// <summary>Of an updated display, such as a progress bar; a figure or a table has more than one line.</summary>
    public static string? Of(CellRewrote rewrote) =>
        NotebookJson.Text(rewrote.Data["text/plain"]).Trim() is { Length: > 0 } line && !line.Contains('\n')
            ? line
            : null;
}
