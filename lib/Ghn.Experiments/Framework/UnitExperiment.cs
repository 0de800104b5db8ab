using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ghn.Data;
using Ghn.Training;

namespace Ghn.Experiments.Framework;

/// <summary>
/// An experiment made of units of some minutes, each computed on one thread and appended to the ledger as it is done, so
/// that a stop costs no more than the units under way.
/// </summary>
public abstract class UnitExperiment : IDisposable
{
    /// <summary>How far a unit is that takes long, in words; on any thread.</summary>
    public event Action<string>? Said;

    /// <summary>The experiment's name, also of its ledger.</summary>
    public abstract string Name { get; }

    /// <summary>The ledger's file.</summary>
    public abstract string LedgerPath { get; }

    /// <summary>Whether there are results at all, in the ledger or in parts of it.</summary>
    public bool HasLedger => new LedgerParts(LedgerPath).Exist;

    /// <summary>The settings as rows of a table.</summary>
    public abstract IReadOnlyList<(string Name, string Value)> Describe();

    /// <summary>
    /// Computes the units that the ledger lacks, on <paramref name="workers"/> threads of this process; other processes
    /// may do so at the same time. <paramref name="progress"/> hears of each unit, on any thread, one at a time. A unit
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
    /// Computes those of the given units that the ledger lacks at the beginning, as <see cref="Run(int, IProgress{UnitProgress}?, CancellationToken)"/>
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

    /// <summary>What the units so far come to, as rows of a table; none if that takes more than this ledger.</summary>
    public virtual IReadOnlyList<(string Name, string Value)> Conclude() => [];

    /// <summary>Tells how far a unit is.</summary>
    protected void Say(string words) => Said?.Invoke(words);

    /// <summary>Frees what the experiment owns.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>An experiment on a data set that fits into memory: the one that the settings name.</summary>
/// <inheritdoc cref="UnitExperiment{TOptions, TUnit, TResult, TData}"/>
public abstract class UnitExperiment<TOptions, TUnit, TResult>(
    string name,
    NotebookSettings settings,
    string resultsFolder
) : UnitExperiment<TOptions, TUnit, TResult, DataSplits>(name, settings, resultsFolder)
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
public abstract class UnitExperiment<TOptions, TUnit, TResult, TData> : UnitExperiment
    where TOptions : class
    where TUnit : notnull
    where TData : IDisposable
{
    private const int StepsBetweenCheckpoints = 1_000; // a minute or two

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500);
    private static readonly IDisposable s_own = new OwnClaim();

    /// <summary>Prepares the experiment; nothing is read or computed yet.</summary>
    /// <param name="name">Name of the experiment and of its ledger.</param>
    /// <param name="settings">Profile, data and device.</param>
    /// <param name="resultsFolder">The folder of the ledger.</param>
    /// <param name="data">Name of the images, which the ledger has too; null: that of the settings' data set.</param>
    protected UnitExperiment(string name, NotebookSettings settings, string resultsFolder, string? data = null)
    {
        (Name, Settings) = (name, settings);
        Ledger = new UnitLedger<TOptions, TUnit, TResult>(
            ResultFile.Path(resultsFolder, name, settings, ".jsonl", data),
            OptionsOf
        );
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string LedgerPath => Ledger.Path;

    /// <summary>The results.</summary>
    public UnitLedger<TOptions, TUnit, TResult> Ledger { get; }

    /// <summary>Profile, data and device.</summary>
    public NotebookSettings Settings { get; }

    /// <summary>Results by unit, as the ledger has them now.</summary>
    public IReadOnlyDictionary<TUnit, TResult> Results() => Ledger.Read().ToDictionary(l => l.Unit, l => l.Result);

    /// <inheritdoc/>
    public override (int Done, int Units, IReadOnlyList<string> OtherVersions) Status()
    {
        var lines = Ledger.Read();
        var done = lines.ToDictionary(l => l.Unit, l => l.Result);
        var units = Units(done);
        return (
            units.Count(done.ContainsKey),
            units.Count,
            lines.Select(l => l.MeasuredOn.Version).Where(v => v != Provenance.CodeVersion).Distinct().ToArray()
        );
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Missing()
    {
        var done = Results();
        return
        [
            .. Units(done)
                .Where(u => !done.ContainsKey(u))
                .Select(u => JsonSerializer.Serialize(u, LedgerJson.Options)),
        ];
    }

    /// <inheritdoc/>
    internal override bool IsAtWork => Ledger.HasClaims();

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
    ) => Run(Units, Ledger.TryClaim, Results, null, workers, progress, cancellation);

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
        var file = new AppendOnly(part, known);
        Run(
            _ => own,
            unit => taken.TryAdd(unit, true) ? s_own : null,
            () => known,
            file,
            workers,
            progress,
            cancellation
        );
    }

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

    private void Run(
        Func<IReadOnlyDictionary<TUnit, TResult>, IReadOnlyList<TUnit>> unitsOf,
        Func<TUnit, IDisposable?> tryClaim,
        Func<IReadOnlyDictionary<TUnit, TResult>> results,
        AppendOnly? part,
        int workers,
        IProgress<UnitProgress>? progress,
        CancellationToken cancellation
    )
    {
        if (workers < 1)
            throw new GhnException($"Workers = {workers} is impossible: use 1 or more.");
        var done = results(); // refused before the data are loaded
        if (unitsOf(done).All(done.ContainsKey))
            return; // a replay needs no data
        cancellation = Settings.OrInterruption(cancellation);
        using var data = Load();
        var run = new SharedRun(this, unitsOf, tryClaim, results, part, data, workers, progress, cancellation);
        var threads = Enumerable
            .Range(0, part is null ? workers : Math.Min(workers, unitsOf(done).Count))
            .Select(i => new Thread(run.Work) { IsBackground = true, Name = $"{Name} {i}" })
            .ToArray();
        foreach (var t in threads)
            t.Start();
        foreach (var t in threads)
            t.Join();
        run.ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Loads the images. The caller owns them.</summary>
    protected abstract TData Load();

    /// <summary>Name of the images, and a checksum that changes when they do.</summary>
    protected abstract (string Name, string Checksum) Identify(TData data);

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

    /// <summary>Every option that changes a number of this unit's result; null: the experiment has no such unit.</summary>
    protected abstract TOptions? OptionsOf(TUnit unit);

    /// <summary>The units of the experiment as far as the results so far tell them, in the order of computing.</summary>
    protected abstract IReadOnlyList<TUnit> Units(IReadOnlyDictionary<TUnit, TResult> done);

    /// <summary>Computes one unit, on the calling thread alone.</summary>
    protected abstract TResult Compute(TUnit unit, TData data, CancellationToken cancellation);

    /// <summary>A claim of a unit that no other process has: for good.</summary>
    private sealed class OwnClaim : IDisposable
    {
        public void Dispose() { }
    }

    /// <summary>A part of the ledger, and the results that the ledger had before and has got from it.</summary>
    private sealed record AppendOnly(string File, ConcurrentDictionary<TUnit, TResult> Known);

    private sealed class SharedRun(
        UnitExperiment<TOptions, TUnit, TResult, TData> experiment,
        Func<IReadOnlyDictionary<TUnit, TResult>, IReadOnlyList<TUnit>> unitsOf,
        Func<TUnit, IDisposable?> tryClaim,
        Func<IReadOnlyDictionary<TUnit, TResult>> results,
        AppendOnly? part,
        TData data,
        int workers,
        IProgress<UnitProgress>? progress,
        CancellationToken cancellation
    )
    {
        private readonly object _lock = new();
        private readonly Dictionary<TUnit, GhnException> _failed = [];
        private readonly List<double> _seconds = [];
        private Exception? _broken;

        public void Work()
        {
            using var single = new SingleThread();
            try
            {
                while (!cancellation.IsCancellationRequested && Volatile.Read(ref _broken) is null)
                {
                    var open = Open(results());
                    if (open.Length == 0)
                        return;
                    if (!open.Any(TryCompute))
                        cancellation.WaitHandle.WaitOne(s_poll); // others have what is left, or it waits for theirs
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
            catch (Exception e) // it is thrown again on the caller's thread
            {
                Interlocked.CompareExchange(ref _broken, e, null);
            }
        }

        public void ThrowIfFailed()
        {
            if (_broken is GhnException known)
                throw new GhnException(known.Message, known);
            if (_broken is not null)
                throw new InvalidOperationException($"{experiment.Name} broke off: {_broken.Message}", _broken);
            if (_failed.Count == 0)
                return;
            var (unit, first) = _failed.First();
            throw new GhnException(
                $"{_failed.Count} of the units of {experiment.Name} failed, the first of them {unit}: {first.Message} "
                    + "All others are in the ledger; the same command tries the failed ones again.",
                first
            );
        }

        private TUnit[] Open(IReadOnlyDictionary<TUnit, TResult> done)
        {
            lock (_lock)
                return unitsOf(done).Where(u => !done.ContainsKey(u) && !_failed.ContainsKey(u)).ToArray();
        }

        /// <summary>Whether the unit was there to be computed, and now is in the ledger or among the failed.</summary>
        private bool TryCompute(TUnit unit)
        {
            using var claim = tryClaim(unit);
            if (claim is null)
                return false;
            if (results().ContainsKey(unit))
                return true;
            var watch = Stopwatch.StartNew();
            string told;
            try
            {
                told = $"{Keep(unit, watch)}";
            }
            catch (GhnException e)
            {
                lock (_lock)
                    _failed[unit] = e;
                told = e.Message;
            }
            Report(unit, told, watch.Elapsed);
            return true;
        }

        private TResult Keep(TUnit unit, Stopwatch watch)
        {
            var result = experiment.Compute(unit, data, cancellation);
            var provenance = Provenance.Of(
                experiment.Settings.Profile,
                experiment.Identify(data),
                workers,
                watch.Elapsed
            );
            experiment.Ledger.Append(new(unit, result, experiment.OptionsOf(unit)!, provenance), part?.File);
            part?.Known.TryAdd(unit, result);
            string CheckpointOf(int training) => experiment.CheckpointOf(unit, training).Path;
            for (var training = 0; File.Exists(CheckpointOf(training)); training++)
                File.Delete(CheckpointOf(training));
            return result;
        }

        private void Report(TUnit unit, string result, TimeSpan elapsed)
        {
            lock (_lock)
            {
                _seconds.Add(elapsed.TotalSeconds);
                var known = results();
                var own = unitsOf(known);
                var (done, units) = (own.Count(known.ContainsKey), own.Count);
                var remaining = TimeSpan.FromSeconds((units - done) * _seconds.Average() / workers);
                var text = string.Create(CultureInfo.InvariantCulture, $"{unit}");
                progress?.Report(new(experiment.Name, text, result, elapsed.TotalSeconds, done, units, remaining));
            }
        }
    }
}
