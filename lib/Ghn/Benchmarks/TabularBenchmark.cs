using Ghn.Architectures;

namespace Ghn.Benchmarks;

/// <summary>
/// A tabular benchmark: architectures that somebody trained, with their accuracies, and possibly published scores of them.
/// A surrogate is compared with it without any training.
/// </summary>
public sealed class TabularBenchmark
{
    private readonly Dictionary<IArchitecture, int> _rows = [];
    private readonly Dictionary<ulong, int> _hashes = [];

    /// <summary>
    /// Creates a benchmark. Throws <see cref="GhnException"/> if the lists have different lengths, if an architecture is there
    /// twice, if an accuracy is outside 0 … 1, or if there is no row.
    /// </summary>
    /// <param name="name">Its name, for messages and logs.</param>
    /// <param name="architectures">The architectures, one a row.</param>
    /// <param name="accuracies">Their accuracies, 0 … 1.</param>
    /// <param name="scores">Published scores by name, one a row each; null: none.</param>
    public TabularBenchmark(
        string name,
        IReadOnlyList<IArchitecture> architectures,
        IReadOnlyList<double> accuracies,
        IReadOnlyDictionary<string, IReadOnlyList<double>>? scores = null
    )
    {
        (Name, Architectures, Accuracies) = (name, architectures, accuracies);
        Scores = scores ?? new Dictionary<string, IReadOnlyList<double>>();
        if (architectures.Count == 0)
            throw new GhnException($"The benchmark {name} has no architectures: give at least one.");
        foreach (var (column, values) in Scores.Select(s => (s.Key, s.Value)).Prepend(("accuracy", accuracies)))
            if (values.Count != architectures.Count)
                throw new GhnException(
                    $"The benchmark {name} has {architectures.Count} architectures, but {values.Count} values of {column}."
                );
        for (var row = 0; row < architectures.Count; row++)
        {
            if (accuracies[row] is not (>= 0 and <= 1))
                throw new GhnException(
                    $"The benchmark {name} has the accuracy {accuracies[row]} for {architectures[row]}: give 0 … 1 (for percent, "
                        + "scale: 0.01)."
                );
            if (!_rows.TryAdd(architectures[row], row))
                throw new GhnException($"The benchmark {name} has the architecture {architectures[row]} twice.");
            _hashes.TryAdd(architectures[row].StructuralHash(), row);
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The architectures, one a row.</summary>
    public IReadOnlyList<IArchitecture> Architectures { get; }

    /// <summary>The accuracy of each architecture, 0 … 1.</summary>
    public IReadOnlyList<double> Accuracies { get; }

    /// <summary>Published scores by name, one a row each.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Scores { get; }

    /// <summary>
    /// The row of an architecture, or of one with the same <see cref="IArchitecture.StructuralHash"/>. Throws
    /// <see cref="GhnException"/> if the benchmark has neither.
    /// </summary>
    public int RowOf(IArchitecture architecture) =>
        _rows.TryGetValue(architecture, out var row) || _hashes.TryGetValue(architecture.StructuralHash(), out row)
            ? row
            : throw new GhnException($"The benchmark {Name} does not have the architecture {architecture}.");

    /// <summary>The accuracy of an architecture; see <see cref="RowOf"/>.</summary>
    public double AccuracyOf(IArchitecture architecture) => Accuracies[RowOf(architecture)];

    /// <summary>The benchmark of some of the rows, in the given order.</summary>
    public TabularBenchmark Select(IReadOnlyList<int> rows) =>
        new(
            Name,
            [.. rows.Select(i => Architectures[i])],
            [.. rows.Select(i => Accuracies[i])],
            Scores.ToDictionary(s => s.Key, s => (IReadOnlyList<double>)[.. rows.Select(i => s.Value[i])])
        );

    /// <summary>
    /// Splits the rows: at least <paramref name="development"/> of them for choices, the others for the report. Rows of the
    /// same network (<see cref="IArchitecture.StructuralHash"/>) stay together. The hash decides, so the split is always the
    /// same one.
    /// </summary>
    public (TabularBenchmark Development, TabularBenchmark Report) Split(int development)
    {
        var rows = Enumerable
            .Range(0, Architectures.Count)
            .GroupBy(i => Architectures[i].StructuralHash())
            .OrderBy(group => RandomStream.Mix(group.Key));
        var (first, rest) = (new List<int>(), new List<int>());
        foreach (var same in rows)
            (first.Count < development ? first : rest).AddRange(same);
        if (first.Count == 0 || rest.Count == 0)
            throw new GhnException(
                $"development = {development} is impossible: {Name} has {Architectures.Count} rows; use at least 1, and fewer "
                    + "than these."
            );
        return (Select([.. first.Order()]), Select([.. rest.Order()]));
    }

    /// <summary>
    /// Reads a CSV file with a header line. Throws <see cref="GhnException"/> that names the line of the first row that is
    /// damaged, or whose architecture is unknown or there twice.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="parse">Reads an architecture; throws <see cref="GhnException"/> if it is none.</param>
    /// <param name="architecture">Name of the column with the architectures.</param>
    /// <param name="accuracy">Name of the column with the accuracies.</param>
    /// <param name="scale">Factor to an accuracy of 0 … 1, such as 0.01 for percent.</param>
    /// <param name="scores">Names of the columns with published scores; null: none.</param>
    public static TabularBenchmark FromCsv(
        string path,
        Func<string, IArchitecture> parse,
        string architecture = "architecture",
        string accuracy = "accuracy",
        double scale = 1,
        IReadOnlyList<string>? scores = null
    )
    {
        var rows = CsvRows.Read(path, parse, architecture, [accuracy, .. scores ?? []]);
        return new(
            Path.GetFileNameWithoutExtension(path),
            [.. rows.Select(r => r.Architecture)],
            [.. rows.Select(r => r.Values[0] * scale)],
            (scores ?? [])
                .Select((name, i) => (name, Values: (IReadOnlyList<double>)[.. rows.Select(r => r.Values[i + 1])]))
                .ToDictionary(s => s.name, s => s.Values)
        );
    }
}
