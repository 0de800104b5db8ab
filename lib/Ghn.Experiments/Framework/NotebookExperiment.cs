namespace Ghn.Experiments.Framework;

/// <summary>
/// An experiment of a notebook, whose whole result is one line of a ledger; the latest line is shown instead of computed
/// where that is wanted. A computation of one's own is kept in a folder of its own, so that it never replaces what the
/// course has stored. It is no <see cref="UnitExperiment"/>: all processors work on one training, and the ledger keeps
/// earlier results, also those with other options.
/// </summary>
/// <typeparam name="TResult">The record of one line.</typeparam>
public abstract class NotebookExperiment<TResult> : IDisposable
    where TResult : class
{
    private readonly Lazy<DataSplits> _data;

    /// <summary>
    /// Looks for results at the scale of the settings. A replay without a result falls back to the smoke profile on the
    /// generated set.
    /// </summary>
    private protected NotebookExperiment(string name, NotebookSettings settings, string resultsFolder)
    {
        (Settings, Folder) = (settings, ResultFile.Own(resultsFolder));
        if (!settings.Replay)
            Other = Latest(resultsFolder);
        else if (Latest(resultsFolder) is { } stored)
            (Stored, Folder, Other) = (stored, resultsFolder, Latest(Folder));
        else if (Latest(Folder) is { } own)
            Stored = own;
        else
            Settings = settings.AsSmoke();
        Ledger = LedgerIn(ResultFile.Own(resultsFolder));
        _data = new Lazy<DataSplits>(Settings.LoadData);

        Ledger<TResult> LedgerIn(string folder) => new(ResultFile.Path(folder, name, Settings, ".jsonl"));

        TResult? Latest(string folder) => LedgerIn(folder).Read() is [.., var latest] ? latest : null;
    }

    /// <summary>Whether a stored result is shown.</summary>
    public bool IsReplay => Stored is not null;

    /// <summary>The profile of what is shown.</summary>
    public Profile Profile => Settings.Profile;

    /// <summary>The data set of what is shown.</summary>
    public string DataSet => Settings.Data.Name;

    private protected NotebookSettings Settings { get; }

    private protected TResult? Stored { get; }

    /// <summary>The other result of the scale: of a replay one's own, of a computation the stored one.</summary>
    private protected TResult? Other { get; }

    /// <summary>Where the result to show lies, or goes.</summary>
    private protected string Folder { get; }

    private protected Ledger<TResult> Ledger { get; }

    private protected DataSplits Data => _data.Value;

    /// <summary>Frees the data, and what the experiment owns.</summary>
    public virtual void Dispose()
    {
        if (_data.IsValueCreated)
            _data.Value.Dispose();
        GC.SuppressFinalize(this);
    }
}

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
            $"{experiment}.{settings.Profile.Name()}.{data ?? settings.Data.Label}{extension}"
        );

    public static string Own(string folder) => System.IO.Path.Combine(folder, "own");

    /// <summary>The trained hypernetwork that the training of these settings leaves.</summary>
    public static string Hypernetwork(string folder, NotebookSettings settings) =>
        Path(folder, "training", settings, ".ghn");
}
