using Microsoft.Data.Analysis;

namespace Ghn.Display;

/// <summary>A table of values; numbers are right-aligned and have few digits.</summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record Table : IDisplayable
{
    /// <summary>The headings and the formats of their values.</summary>
    public required ImmutableArray<TableColumn> Columns { get; init; }

    /// <summary>The values, row by row.</summary>
    public ImmutableArray<ImmutableArray<object?>> Rows { get; init; } = [];

    /// <summary>The caption above the table.</summary>
    public string? Caption { get; init; }

    /// <summary>The largest number of shown rows; longer tables are cut, with a note.</summary>
    public int MaxRows { get; init; } = 50;

    /// <summary>The number of further rows that the table does not hold.</summary>
    public long Unseen { get; init; }

    /// <summary>Emphasised rows.</summary>
    internal ImmutableHashSet<int> Highlights { get; init; } = [];

    /// <summary>A table with headings and without rows; add rows with <see cref="Row"/>.</summary>
    public static Table Of(params string[] columns) => new() { Columns = [.. columns.Select(c => new TableColumn(c))] };

    /// <summary>A table with one row per item and one column per selector.</summary>
    public static Table From<T>(IEnumerable<T> items, params (string Title, Func<T, object?> Value)[] columns) =>
        items.Aggregate(
            Of([.. columns.Select(c => c.Title)]),
            (table, item) => table.Row([.. columns.Select(c => c.Value(item))])
        );

    /// <summary>
    /// A table with one row per item and one column for each name in any item; missing values are empty.
    /// </summary>
    public static Table FromRows(IReadOnlyList<IReadOnlyDictionary<string, object?>> items) =>
        From(
            items,
            [
                .. items
                    .SelectMany(i => i.Keys)
                    .Distinct()
                    .Select(name =>
                        (name, (Func<IReadOnlyDictionary<string, object?>, object?>)(i => i.GetValueOrDefault(name)))
                    ),
            ]
        );

    /// <summary>The contents of a data frame.</summary>
    public static Table From(DataFrame frame) =>
        frame.Rows.Aggregate(Of([.. frame.Columns.Select(c => c.Name)]), (table, row) => table.Row([.. row]));

    /// <summary>The first rows of a data frame, with column types and the total numbers of rows and columns.</summary>
    public static Table Head(DataFrame frame, int rows = 20)
    {
        var shown = frame.Rows.Count > rows ? frame.Head(rows) : frame;
        var table = From(shown);
        return table with
        {
            Caption = $"{NumberText.Count(frame.Rows.Count, "row")}, {NumberText.Count(frame.Columns.Count, "column")}",
            Unseen = frame.Rows.Count - shown.Rows.Count,
            Columns =
            [
                .. table.Columns.Zip(
                    frame.Columns,
                    (one, column) => one with { Kind = column.DataType.Name, Numeric = column.IsNumericColumn() }
                ),
            ],
        };
    }

    /// <summary>The table with one more row.</summary>
    public Table Row(params object?[] cells)
    {
        if (cells.Length != Columns.Length)
            throw new ArgumentException(
                $"The table has {Columns.Length} columns, but the row has {cells.Length} cells."
            );
        return this with
        {
            Rows = Rows.Add([.. cells]),
            Columns =
                Rows.Length > 0
                    ? Columns
                    : [.. Columns.Zip(cells, (c, v) => c with { Numeric = c.Numeric || TableColumn.IsNumber(v) })],
        };
    }

    /// <summary>The table with a caption.</summary>
    public Table WithCaption(string caption) => this with { Caption = caption };

    /// <summary>The table with the values of one column in a .NET format, such as "0.0 %".</summary>
    public Table WithFormat(string column, string format)
    {
        var at = Columns.ToList().FindIndex(c => c.Title == column);
        return at >= 0
            ? this with
            {
                Columns = Columns.SetItem(at, Columns[at] with { Format = format }),
            }
            : throw new ArgumentException($"The table has no column '{column}'.", nameof(column));
    }

    /// <summary>The table with a highlighted row.</summary>
    public Table HighlightRow(int row) => this with { Highlights = Highlights.Add(row) };

    /// <summary>The same values as a data frame.</summary>
    public DataFrame ToDataFrame() =>
        new(Columns.Select((column, i) => column.ToDataFrameColumn([.. Rows.Select(row => row[i])])));

    /// <inheritdoc/>
    public string ToHtml() => TableMarkup.Html(this);

    /// <inheritdoc/>
    public string ToText() => TableMarkup.Text(this);

    /// <summary>The same content as a Markdown table, for a README.</summary>
    public string ToMarkdown() => TableMarkup.Markdown(this);

    /// <inheritdoc/>
    public override string ToString() => ToText();
}
