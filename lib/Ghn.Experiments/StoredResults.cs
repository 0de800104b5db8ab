namespace Ghn.Experiments;

/// <summary>Where an experiment's results lie, and the latest of them if it is to be shown instead of computed.</summary>
/// <param name="Settings">What really runs: a replay without a stored result is the smoke profile on the generated set.</param>
/// <param name="Ledger">The results at that scale.</param>
/// <param name="Latest">The result to show, or null: compute.</param>
internal sealed record StoredResults<T>(NotebookSettings Settings, Ledger<T> Ledger, T? Latest)
    where T : class
{
    public static StoredResults<T> Find(string experiment, NotebookSettings settings, string folder)
    {
        var wanted = LedgerOf(settings);
        if (settings.Replay && wanted.Read() is [.., var latest])
            return new StoredResults<T>(settings, wanted, latest);
        if (settings.Replay)
            settings = settings.AsSmoke();
        return new StoredResults<T>(settings, LedgerOf(settings), null);

        Ledger<T> LedgerOf(NotebookSettings s) => new(ResultFile.Path(folder, experiment, s, ".jsonl"));
    }
}

/// <summary>Names of files in the results folder.</summary>
internal static class ResultFile
{
    public static string Path(
        string folder,
        string experiment,
        NotebookSettings settings,
        string extension,
        string? data = null
    ) =>
        System.IO.Path.Combine(
            folder,
            $"{experiment}.{settings.Profile.ToString().ToLowerInvariant()}.{data ?? settings.Data.Name}{extension}"
        );

    /// <summary>The trained hypernetwork that the training of these settings leaves.</summary>
    public static string Hypernetwork(string folder, NotebookSettings settings) =>
        Path(folder, "training", settings, ".ghn");
}
