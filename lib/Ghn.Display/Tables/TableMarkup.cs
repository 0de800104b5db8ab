namespace Ghn.Display;

/// <summary>Writes a table as HTML, as aligned text and as Markdown.</summary>
internal static class TableMarkup
{
    /// <summary>Cells of up to this many characters, such as a mean with its interval, are not wrapped.</summary>
    private const int Short = 24;

    public static string Html(Table table)
    {
        var html = new StringBuilder("<table class=\"ghn-table\">");
        if (table.Caption is not null)
            html.Append($"<caption>{Markup.Escape(table.Caption)}</caption>");
        html.Append("<thead><tr>");
        foreach (var column in table.Columns)
        {
            html.Append($"""<th style="{Align(column)}">{Markup.Escape(column.Title)}""");
            if (column.Kind is { } kind)
                html.Append($"""<br><small style="font-weight:normal">{Markup.Escape(kind)}</small>""");
            html.Append("</th>");
        }
        html.Append("</tr></thead><tbody>");
        for (var row = 0; row < Shown(table); row++)
        {
            html.Append("<tr>");
            foreach (var (column, value) in table.Columns.Zip(table.Rows[row]))
            {
                var shown = column.Show(value);
                var text = table.Highlights.Contains(row) ? $"<b>{Markup.Escape(shown)}</b>" : Markup.Escape(shown);
                var wrap = shown.Length <= Short && shown.Contains(' ') ? ";white-space:nowrap" : "";
                html.Append($"""<td style="{Align(column)}{wrap}">{text}</td>""");
            }
            html.Append("</tr>");
        }
        html.Append("</tbody>");
        if (More(table) is { } more)
            html.Append($"""<tfoot><tr><td colspan="{table.Columns.Length}">{more}</td></tr></tfoot>""");
        return html.Append("</table>").ToString();
    }

    public static string Text(Table table)
    {
        var rows = Enumerable
            .Range(0, Shown(table))
            .Select(r =>
                table
                    .Columns.Select((c, i) => c.Show(table.Rows[r][i]) + (table.Highlights.Contains(r) ? "*" : ""))
                    .ToArray()
            )
            .ToList();
        var widths = table
            .Columns.Select(
                (c, i) => rows.Select(r => r[i].Length).Append(c.Title.Length).Append(c.Kind?.Length ?? 0).Max()
            )
            .ToArray();
        var text = new StringBuilder();
        if (table.Caption is not null)
            text.AppendLine(table.Caption);
        text.AppendLine(Aligned(table, widths, [.. table.Columns.Select(c => c.Title)]));
        if (table.Columns.Any(c => c.Kind is not null))
            text.AppendLine(Aligned(table, widths, [.. table.Columns.Select(c => c.Kind ?? "")]));
        text.AppendLine(string.Join("  ", widths.Select(w => new string('─', w))));
        foreach (var row in rows)
            text.AppendLine(Aligned(table, widths, row));
        if (More(table) is { } more)
            text.AppendLine(more);
        return text.ToString().TrimEnd();
    }

    public static string Markdown(Table table)
    {
        static string Line(IEnumerable<string> cells) =>
            $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |";
        var text = new StringBuilder(table.Caption is null ? "" : $"{table.Caption}\n\n");
        text.Append(Line(table.Columns.Select(c => c.Title))).Append('\n');
        text.Append(Line(table.Columns.Select(c => c.Numeric ? "---:" : "---")));
        for (var row = 0; row < Shown(table); row++)
        {
            var cells = table.Columns.Zip(table.Rows[row], (column, value) => column.Show(value));
            text.Append('\n').Append(Line(table.Highlights.Contains(row) ? cells.Select(c => $"**{c}**") : cells));
        }
        return More(table) is { } more ? $"{text}\n\n{more}" : $"{text}";
    }

    private static string Align(TableColumn column) => column.Numeric ? "text-align:right" : "text-align:left";

    private static string Aligned(Table table, int[] widths, string[] cells) =>
        string.Join(
                "  ",
                cells.Select((c, i) => table.Columns[i].Numeric ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))
            )
            .TrimEnd();

    private static int Shown(Table table) => Math.Min(table.Rows.Length, table.MaxRows);

    private static string? More(Table table) =>
        table.Rows.Length - Shown(table) + table.Unseen is > 0 and var more
            ? string.Create(CultureInfo.InvariantCulture, $"… {more:N0} more rows")
            : null;
}
