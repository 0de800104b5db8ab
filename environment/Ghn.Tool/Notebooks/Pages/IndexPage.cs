using System.Text;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>The list of the notebooks of one run.</summary>
internal static class IndexPage
{
    public static string Of(IReadOnlyList<IndexEntry> entries)
    {
        var rows = new StringBuilder();
        foreach (var (name, run) in entries)
        {
            var status = run.Failure is { } failure ? $"failed {failure.Place}" : "ok";
            rows.Append(
                $"""
                <tr><td><a href="{Uri.EscapeDataString(name)}.html">{PageFrame.Escape(run.Title)}</a></td>
                <td class="{(run.Ok ? "ok" : "failed")}">{status}</td>
                <td class="time">{PageFrame.Seconds(run.Time)}</td></tr>

                """
            );
        }
        var body = $"""
            <h1>Notebooks</h1>
            <table class="index">
            <thead><tr><th>Notebook</th><th>Status</th><th class="time">Time</th></tr></thead>
            <tbody>
            {rows}</tbody>
            </table>
            """;
        return PageFrame.Wrap("Notebooks", body, withFigures: false);
    }
}
