using System.Collections.Concurrent;
using System.Text.Json;

namespace Ghn.Experiments.Framework;

/// <summary>
/// An experiment made of units of some minutes, each computed on one thread and appended to the ledger as it is done, so
/// that a stop costs no more than the units under way. Derive one of the generic classes.
/// </summary>
public abstract class UnitExperiment(ExperimentContext context) : IDisposable
{
    /// <summary>How far a unit is that takes long, a sentence; on any thread.</summary>
    public event Action<string>? Logged;

    /// <summary>Name, settings and folder.</summary>
    public ExperimentContext Context { get; } = context;

    /// <summary>The experiment's name, also of its ledger.</summary>
    public string Name => Context.Name;

    /// <summary>Profile, data and device.</summary>
    public NotebookSettings Settings => Context.Settings;

    /// <summary>The ledger's file.</summary>
    public abstract string LedgerPath { get; }

    /// <summary>Whether there are results at all, in the ledger or in parts of it.</summary>
    public bool HasLedger => new LedgerParts(LedgerPath).Exist;

    /// <summary>The settings as rows of a table.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Describe();

    /// <summary>
    /// What the whole experiment takes, finished units included; null: that is not known before it has run.
    /// </summary>
    public virtual ExperimentPrice? Price() => null;

    /// <summary>What the units so far come to, as rows of a table; none if that takes more than this ledger.</summary>
    public virtual IReadOnlyList<(string Name, string Value)> Summarise() => [];

    /// <summary>
    /// Computes the units that the ledger lacks, on <paramref name="workers"/> threads of this process; other processes
    /// may do so at the same time. <paramref name="progress"/> gets each unit, on any thread, one at a time. A unit
    /// that fails is left out and named at the end, by a <see cref="GhnException"/>; all others are computed.
    /// </summary>
    public abstract void Run(
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    );

    /// <summary>
    /// The units that the ledger lacks, as far as they are known, each as JSON: what <see cref="Run(IReadOnlyList{string}, string, int, IProgress{UnitProgress}?, CancellationToken)"/>
    /// takes on another machine.
    /// </summary>
    public abstract IReadOnlyList<string> Missing();

    /// <summary>Whether a process computes units, and would be in the way of one that appends to a part.</summary>
    internal abstract bool IsAtWork { get; }

    /// <summary>
    /// Computes those of the given units that the ledger lacks at the start, as <see cref="Run(int, IProgress{UnitProgress}?, CancellationToken)"/>
    /// does, but appends them to a part of the ledger and claims none: nobody else may have them.
    /// </summary>
    public abstract void Run(
        IReadOnlyList<string> units,
        string part,
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    );

    /// <summary>
    /// Finds the device and loads the images, as a run would, and computes nothing. Throws <see cref="GhnException"/> for what
    /// is missing.
    /// </summary>
    public abstract void Probe();

    /// <summary>Lines of parts of the ledger that are left out, and why, a sentence each.</summary>
    public abstract IReadOnlyList<string> Problems();

    /// <summary>
    /// What the ledger has: units done, units known, and the versions of the code other than this one that wrote lines.
    /// </summary>
    public abstract (int Done, int Units, IReadOnlyList<string> OtherVersions) Status();

    internal bool IsComplete() => HasLedger && Status() is var (done, units, _) && done == units;

    /// <summary>Throws <see cref="GhnException"/> if units are missing, naming the command that computes them.</summary>
    internal void RequireComplete(string how = "")
    {
        if (Status() is var (done, units, _) && done < units)
            throw Incomplete(how);
    }

    /// <summary>What to say of a ledger that lacks units, of which some may not be known yet.</summary>
    internal GhnException Incomplete(string how = "")
    {
        var (done, units, _) = Status();
        var what = $"{LedgerPath} has {done} of {units} units that are known; compute the others first{how}";
        return new($"{what}: ghn experiment {Name} {Settings.Arguments}.");
    }

    /// <summary>Tells how far a unit is.</summary>
    protected void Log(string sentence) => Logged?.Invoke(sentence);

    /// <summary>Frees what the experiment owns.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>An experiment on a data set that fits into memory: the one that the settings name.</summary>
/// <inheritdoc cref="UnitExperiment{TOptions, TUnit, TResult, TData}"/>
public abstract class UnitExperiment<TOptions, TUnit, TResult>(ExperimentContext context)
    : UnitExperiment<TOptions, TUnit, TResult, DataSplits>(context)
    where TOptions : class
    where TUnit : notnull
{
    /// <inheritdoc/>
    protected sealed override DataSplits Load() => Settings.LoadData();

    /// <inheritdoc/>
    protected sealed override (string Name, string Checksum) Identify(DataSplits data) => (data.Name, data.Checksum);
}

/// <inheritdoc cref="UnitExperiment"/>
/// <typeparam name="TOptions">Every option that changes a number.</typeparam>
/// <typeparam name="TUnit">Tells the units apart, by value; its text names one.</typeparam>
/// <typeparam name="TResult">What a unit comes to; its text says it in short.</typeparam>
/// <typeparam name="TData">The images.</typeparam>
public abstract partial class UnitExperiment<TOptions, TUnit, TResult, TData> : UnitExperiment
    where TOptions : class
    where TUnit : notnull
    where TData : IDisposable
{
    private const int StepsBetweenCheckpoints = 1_000; // a minute or two

    private static readonly Dictionary<TUnit, TResult> s_none = [];

    /// <summary>Prepares the experiment; nothing is read or computed yet.</summary>
    /// <param name="context">Name, settings and folder.</param>
    /// <param name="data">Name of the images, which the ledger has too; null: that of the settings' data set.</param>
    protected UnitExperiment(ExperimentContext context, string? data = null)
        : base(context) =>
        Ledger = new(ResultFile.Path(context.ResultsFolder, Name, Settings, ".jsonl", data), OptionsOf);

    /// <inheritdoc/>
    public override string LedgerPath => Ledger.Path;

    /// <summary>The results.</summary>
    internal UnitLedger<TOptions, TUnit, TResult> Ledger { get; }

    internal override bool IsAtWork => Ledger.HasClaims();

    /// <summary>Results by unit, as the ledger has them now.</summary>
    public IReadOnlyDictionary<TUnit, TResult> Results() => Ledger.Read().ToDictionary(l => l.Unit, l => l.Result);

    /// <inheritdoc/>
    public override (int Done, int Units, IReadOnlyList<string> OtherVersions) Status()
    {
        var lines = Ledger.Read();
        var done = lines.ToDictionary(l => l.Unit, l => l.Result);
        var units = Units(done);
        var versions = lines.Select(l => l.MeasuredOn.Version).Where(v => v != Provenance.CodeVersion).Distinct();
        return (units.Count(done.ContainsKey), units.Count, [.. versions]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Missing()
    {
        var done = Results();
        return [.. Units(done).Where(u => !done.ContainsKey(u)).Select(LedgerJson.Text)];
    }

    /// <inheritdoc/>
    public override void Probe()
    {
        Devices.Parse(Settings.Device);
        using var data = Load();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems()
    {
        Ledger.Read();
        return Ledger.Problems;
    }

    /// <inheritdoc/>
    public override void Run(
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    ) => Run(new(Units, Ledger.TryClaim, Results), workers, progress, cancellation);

    /// <inheritdoc/>
    public override void Run(
        IReadOnlyList<string> units,
        string part,
        int workers,
        IProgress<UnitProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var own = units.Select(Parse).ToArray();
        var taken = new ConcurrentDictionary<TUnit, bool>();
        // Read once: a thousand tasks have a thousand parts.
        var known = new ConcurrentDictionary<TUnit, TResult>(Results());
        var work = new Work(_ => own, u => taken.TryAdd(u, true) ? new OwnClaim() : null, () => known)
        {
            Part = part,
            Kept = (unit, result) => known.TryAdd(unit, result),
        };
        Run(work, workers, progress, cancellation);
    }

    /// <summary>Loads the images. The caller owns them.</summary>
    protected abstract TData Load();

    /// <summary>Name of the images, and a checksum that changes when they do.</summary>
    protected abstract (string Name, string Checksum) Identify(TData data);

    /// <summary>Every option that changes a number of this unit's result; null: the experiment has no such unit.</summary>
    protected abstract TOptions? OptionsOf(TUnit unit);

    /// <summary>The units of the experiment as far as the results so far tell them, in the order of computing.</summary>
    protected abstract IReadOnlyList<TUnit> Units(IReadOnlyDictionary<TUnit, TResult> done);

    /// <summary>Whether this is a unit whatever the results are.</summary>
    private protected bool IsUnit(TUnit unit) => Units(s_none).Contains(unit);

    /// <summary>Computes one unit, on the calling thread alone.</summary>
    protected abstract TResult Compute(TUnit unit, TData data, CancellationToken cancellation);

    /// <summary>
    /// Where a unit keeps the state of a training, so that one that was stopped goes on: a file that goes when the unit is
    /// in the ledger.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="training">Which of its trainings, from 0.</param>
    protected CheckpointOptions CheckpointOf(TUnit unit, int training = 0) =>
        new()
        {
            Path = Ledger.FileOf(new { unit, options = OptionsOf(unit) }, $"{training}.checkpoint"),
            Every = StepsBetweenCheckpoints,
            IsClaimed = true, // the unit is; and a task on a cluster locks no file over the network
        };

    private TUnit Parse(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize<TUnit>(json, LedgerJson.Options) is { } unit && OptionsOf(unit) is not null)
                return unit;
        }
        catch (JsonException) { } // the same sentence
        throw new GhnException($"{Name} has no unit {json}; plan again.");
    }
}
