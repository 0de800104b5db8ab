namespace Ghn.Experiments.Paper;

/// <summary>
/// Every table and figure of the paper beside what the ledgers say, at one scale; a table or figure whose ledgers are not
/// complete at that scale says so, and hides no other. Nothing is computed for it.
/// </summary>
/// <param name="settings">Profile and data; always a replay.</param>
/// <param name="resultsFolder">The folder of the ledgers.</param>
public sealed class Scoreboard(NotebookSettings settings, string resultsFolder)
{
    private readonly Dictionary<string, PaperResults> _results = []; // tables of the same ledgers share what is read

    /// <summary>All tables and figures, in the order of the paper's sections.</summary>
    public static IReadOnlyList<PaperTable> Declared { get; } =
    [
        PaperTables.Table1,
        PaperTables.Table2,
        PaperTables.Table3,
        PaperTables.Transfer,
        PaperFigures.Figure3,
        PaperFigures.Figure4,
        PaperTables.Table4,
        PaperTables.Table5,
        PaperFigures.Figure5a,
        PaperFigures.Figure5b,
    ];

    /// <summary>Their columns: of tables, then of figures, of which the paper has no numbers.</summary>
    public IReadOnlyList<ScoreboardTable> All() => [.. Declared.OrderBy(t => t.Rows.Count == 0).SelectMany(Show)];

    /// <summary>The columns of one table or figure, such as "Table 4".</summary>
    public IReadOnlyList<ScoreboardTable> Of(string where) =>
        [.. Declared.Where(t => t.Where == where).SelectMany(Show)];

    /// <summary>All claims whose ledgers are there at the profile of the settings.</summary>
    public IReadOnlyList<Claim> Claims() =>
        [.. Declared.SelectMany(t => t.Claims(ResultsOf(t))).Where(c => c.Profile == settings.Profile)];

    private IEnumerable<ScoreboardTable> Show(PaperTable table) =>
        from column in table.Show(ResultsOf(table))
        select column.Profile == Profile.Smoke && settings.Profile != Profile.Smoke ? column.WithoutOurs() : column;

    private PaperResults ResultsOf(PaperTable table)
    {
        var key = string.Join(' ', table.Experiments);
        return _results.TryGetValue(key, out var known)
            ? known
            : _results[key] = new(settings with { Replay = true }, resultsFolder, [.. table.Experiments]);
    }
}
