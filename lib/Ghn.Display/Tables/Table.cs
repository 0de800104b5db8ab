using Microsoft.Data.Analysis;

namespace Ghn.Display;

/// <summary>Rows and columns of values, with numbers aligned right and written with few digits.</summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record Table : IDisplayable
{
    /// <summary>The headings and how their values are written.</summary>
    public required ImmutableArray<TableColumn> Columns { get; init; }

    /// <summary>The values, a row at a time.</summary>
    public ImmutableArray<ImmutableArray<object?>> Rows { get; init; } = [];

    /// <summary>The sentence above the table.</summary>
    public string? Caption { get; init; }

    /// <summary>Longer tables are cut after this many rows, and say so.</summary>
    public int MaxRows { get; init; } = 50;

    /// <summary>How many rows there are beyond those that the table holds.</summary>
    public long Unseen { get; init; }

    /// <summary>Emphasised rows.</summary>
    internal ImmutableHashSet<int> Highlights { get; init; } = [];

    /// <summary>A table with headings and no rows yet; add them with <see cref="Row"/>.</summary>
    public static Table Of(params string[] columns) => new() { Columns = [.. columns.Select(c => new TableColumn(c))] };

    /// <summary>One row an item, one column a selector.</summary>
    public static Table From<T>(IEnumerable<T> items, params (string Title, Func<T, object?> Value)[] columns) =>
        items.Aggregate(
            Of([.. columns.Select(c => c.Title)]),
            (table, item) => table.Row([.. columns.Select(c => c.Value(item))])
        );

    /// <summary>One row an item, one column a name that occurs in any of them; what an item lacks is empty.</summary>
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

    /// <summary>The first rows of a data frame, the types of its columns, and how much there is of both.</summary>
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

    /// <summary>The table with a sentence above it.</summary>
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

    /// <summary>The table with a row emphasised.</summary>
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
