namespace Ghn.Experiments.Paper;

/// <summary>What the numbers of one column are.</summary>
/// <param name="Name">The name, with its unit.</param>
/// <param name="Ordered">Whether the paper orders its rows by them.</param>
public sealed record PaperQuantity(string Name, bool Ordered = true)
{
    /// <summary>A quantity whose rows the paper orders.</summary>
    public static implicit operator PaperQuantity(string name) => new(name);
}

/// <summary>A row of one of the paper's tables, or a point of a figure, and how ours is computed.</summary>
/// <param name="Method">The method.</param>
/// <param name="Paper">The paper's values, one a quantity; null: it reports none.</param>
/// <param name="Ours">Ours, one a quantity, null where the ledgers have none; no function: a published number only.</param>
public sealed record PaperRow(
    string Method,
    IReadOnlyList<Reported?> Paper,
    Func<PaperResults, IReadOnlyList<Measured?>>? Ours = null
)
{
    /// <summary>
    /// Of a point of a figure, one a quantity: what the paper's curve orders it by, larger is later, and the group within
    /// which it does. Null: of a table, whose rows are ordered by the paper's values.
    /// </summary>
    public IReadOnlyList<(double Rank, string Group)>? Order { get; init; }
}

/// <summary>
/// A table or figure of the paper, declared once: its rows, the paper's values, how ours are computed from ledgers, and the
/// claims that are tested. Adding a row of the paper is adding one entry to <see cref="Rows"/>.
/// </summary>
/// <param name="Where">Such as "Table 4".</param>
/// <param name="Notebook">The notebook that shows it, without ".ipynb".</param>
/// <param name="Quantities">One a column.</param>
/// <param name="Experiments">Names of the ledgers that it is computed from, besides the ground truth.</param>
public sealed record PaperTable(
    string Where,
    string Notebook,
    IReadOnlyList<PaperQuantity> Quantities,
    params IReadOnlyList<string> Experiments
)
{
    /// <summary>The paper's rows.</summary>
    public IReadOnlyList<PaperRow> Rows { get; init; } = [];

    /// <summary>Rows that the paper does not have, and points of figures: they depend on the scale.</summary>
    public Func<PaperResults, IEnumerable<PaperRow>> More { get; init; } = _ => [];

    /// <summary>The claims that are tested, each with its test, interval and the paper's difference.</summary>
    internal Func<PaperResults, IEnumerable<Claim>> Tests { get; init; } = _ => [];

    /// <summary>At which scale ours are computed.</summary>
    public Func<PaperResults, Profile> Profile { get; init; } = results => results.Settings.Profile;

    /// <summary>Changes a column before it is shown; gets its number.</summary>
    internal Func<PaperResults, ScoreboardTable, int, ScoreboardTable> Adapt { get; init; } = (_, table, _) => table;

    /// <summary>The claims, tested.</summary>
    public IReadOnlyList<Claim> Claims(PaperResults results) =>
        [.. Tests(results).Select(c => c with { Where = Where, Profile = Profile(results) })];

    /// <summary>All rows with ours, one value a quantity; none where it is a published number only.</summary>
    public IReadOnlyList<(PaperRow Row, IReadOnlyList<Measured?>? Ours)> Compute(PaperResults results) =>
        [.. Rows.Concat(More(results)).Select(r => (r, r.Ours?.Invoke(results)))];

    /// <summary>The columns as they are shown. A row is left out of one in which neither the paper nor ours has a value.</summary>
    public IReadOnlyList<ScoreboardTable> Show(PaperResults results)
    {
        var rows = Compute(results);
        return [.. Quantities.Select((quantity, i) => Adapt(results, Column(quantity, i), i))];

        ScoreboardTable Column(PaperQuantity quantity, int i) =>
            new(
                Where,
                quantity.Name,
                Notebook,
                Profile(results),
                [
                    .. from row in rows
                    let paper = row.Row.Paper.ElementAtOrDefault(i)
                    let ours = row.Ours?[i]
                    let order = row.Row.Order?[i]
                    where row.Ours is null || paper is not null || ours is not null || order is not null
                    select new ScoreboardRow(
                        row.Row.Method,
                        paper,
                        order is { } point ? point.Rank
                            : row.Ours is null ? null
                            : paper?.Mean,
                        ours?.Value,
                        ours?.Shown.ToString(),
                        order?.Group ?? (quantity.Ordered ? "" : row.Row.Method)
                    ),
                ]
            );
    }
}
