namespace Ghn.Experiments.Framework;

/// <summary>
/// The result of an experiment that is to be shown instead of computed. A computation of one's own is kept in a folder of
/// its own, so that it never replaces what the course has stored.
/// </summary>
/// <param name="Settings">What really runs: a replay without a result is the smoke profile on the generated set.</param>
/// <param name="Own">Where a result that is computed now goes.</param>
/// <param name="Latest">The result to show, or null: compute.</param>
/// <param name="Folder">Where the result to show lies.</param>
/// <param name="Other">The other result of the scale: of a replay one's own, of a computation the stored one.</param>
internal sealed record StoredResults<T>(NotebookSettings Settings, Ledger<T> Own, T? Latest, string Folder, T? Other)
    where T : class
{
    public static StoredResults<T> Find(string experiment, NotebookSettings settings, string folder)
    {
        var own = ResultFile.Own(folder);
        if (settings.Replay && Latest(folder) is { } stored)
            return new StoredResults<T>(settings, LedgerIn(own), stored, folder, Latest(own));
        if (settings.Replay && Latest(own) is { } mine)
            return new StoredResults<T>(settings, LedgerIn(own), mine, own, null);
        if (settings.Replay)
            settings = settings.AsSmoke();
        return new StoredResults<T>(settings, LedgerIn(own), null, own, Latest(folder));

        Ledger<T> LedgerIn(string place) => new(ResultFile.Path(place, experiment, settings, ".jsonl"));

        T? Latest(string place) => LedgerIn(place).Read() is [.., var latest] ? latest : null;
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

    /// <summary>Where the results of one's own trainings lie.</summary>
    public static string Own(string folder) => System.IO.Path.Combine(folder, "own");

    /// <summary>The trained hypernetwork that the training of these settings leaves.</summary>
    public static string Hypernetwork(string folder, NotebookSettings settings) =>
        Path(folder, "training", settings, ".ghn");
}
