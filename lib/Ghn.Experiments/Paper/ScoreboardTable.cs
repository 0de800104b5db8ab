namespace Ghn.Experiments.Paper;

/// <summary>A row of the paper, and ours beside it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Paper">The paper's value; null: it has a curve, or no such row.</param>
/// <param name="Rank">What the paper orders the row by, larger is later; null: one of the two stands alone.</param>
/// <param name="Value">Our value; null: not computed.</param>
/// <param name="Ours">Our value with its interval or deviation, as text.</param>
/// <param name="Group">Only rows of one group are compared.</param>
public sealed record ScoreboardRow(
    string Method,
    Reported? Paper,
    double? Rank,
    double? Value = null,
    string? Ours = null,
    string Group = ""
);

/// <summary>One column of a table, or one comparison of a figure.</summary>
/// <param name="Where">Table or figure of the paper.</param>
/// <param name="Quantity">What its numbers are.</param>
/// <param name="Notebook">The notebook that shows it, without ".ipynb"; null: there is none yet.</param>
/// <param name="Profile">At which scale ours was computed; null: not computed yet.</param>
/// <param name="Rows">The rows, in the paper's order.</param>
public sealed record ScoreboardTable(
    string Where,
    string Quantity,
    string? Notebook,
    Profile? Profile,
    IReadOnlyList<ScoreboardRow> Rows
)
{
    private const string NotYet = "not computed yet";
    private const string Nothing = "–";

    /// <summary>The order that the paper reports, of the rows that have a counterpart here.</summary>
    public string Claim =>
        string.Join(
            "; ",
            from row in Rows
            where row.Rank is not null
            group row by row.Group into rows
            let ranks = rows.GroupBy(r => r.Rank).OrderBy(g => g.Key).ToArray()
            where rows.Count() > 1
            select string.Join(" < ", ranks.Select(g => string.Join(", ", g.Select(r => r.Method))))
        );

    /// <summary>Pairs of rows that have a value here and an order in the paper.</summary>
    public PairOrder Order => PairOrder.Of([.. Compared()]);

    /// <summary>The paper's value as it is shown.</summary>
    public static string PaperOf(ScoreboardRow row) =>
        row.Paper?.ToString() ?? (row.Rank is null ? Nothing : "curve, no number");

    /// <summary>Our value as it is shown.</summary>
    public static string OursOf(ScoreboardRow row) => row.Ours ?? (row.Rank is null ? Nothing : NotYet);

    /// <summary>The same without our values: what is shown where the ledgers of this scale are not complete.</summary>
    public ScoreboardTable WithoutOurs() =>
        this with
        {
            Profile = null,
            Rows =
            [
                .. Rows.Where(r => r.Paper is not null || r.Rank is not null)
                    .Select(r => r with { Value = null, Ours = null }),
            ],
        };

    private IEnumerable<(string Group, double Rank, double Value)> Compared()
    {
        foreach (var row in Rows)
            if (row is { Rank: { } rank, Value: { } value })
                yield return (row.Group, rank, value);
    }
}
