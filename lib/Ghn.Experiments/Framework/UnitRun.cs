using System.Diagnostics;
using System.Globalization;

namespace Ghn.Experiments.Framework;

public abstract partial class UnitExperiment<TOptions, TUnit, TResult, TData>
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(500);

    private void Run(Work work, int workers, IProgress<UnitProgress>? progress, CancellationToken cancellation)
    {
        Require.AtLeast(1, workers, "Workers");
        var done = work.Results(); // refused before the data are loaded
        if (work.Units(done).All(done.ContainsKey))
            return; // a replay needs no data
        cancellation = Settings.OrInterruption(cancellation);
        using var data = Load();
        var run = new UnitRun(this, work, data, workers, progress, cancellation);
        var threads = Enumerable
            .Range(0, work.Part is null ? workers : Math.Min(workers, work.Units(done).Count))
            .Select(i => new Thread(run.Compute) { IsBackground = true, Name = $"{Name} {i}" })
            .ToArray();
        foreach (var t in threads)
            t.Start();
        foreach (var t in threads)
            t.Join();
        run.ThrowIfFailed();
        cancellation.ThrowIfCancellationRequested();
    }

    private sealed class OwnClaim : IDisposable
    {
        public void Dispose() { }
    }

    private sealed record Work(
        Func<IReadOnlyDictionary<TUnit, TResult>, IReadOnlyList<TUnit>> Units,
        Func<TUnit, IDisposable?> TryClaim,
        Func<IReadOnlyDictionary<TUnit, TResult>> Results
    )
    {
        /// <summary>The part of the ledger that is appended to; null: the ledger itself.</summary>
        public string? Part { get; init; }

        /// <summary>Hears of each result that was appended.</summary>
        public Action<TUnit, TResult>? Kept { get; init; }
    }

    private sealed class UnitRun(
        UnitExperiment<TOptions, TUnit, TResult, TData> experiment,
        Work work,
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

        public void Compute()
        {
            using var single = new SingleThread();
            try
            {
                while (!cancellation.IsCancellationRequested && Volatile.Read(ref _broken) is null)
                {
                    var open = Open(work.Results());
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
                return [.. work.Units(done).Where(u => !done.ContainsKey(u) && !_failed.ContainsKey(u))];
        }

        /// <summary>Whether the unit was there to be computed, and now is in the ledger or among the failed.</summary>
        private bool TryCompute(TUnit unit)
        {
            using var claim = work.TryClaim(unit);
            if (claim is null)
                return false;
            if (work.Results().ContainsKey(unit))
                return true;
            var watch = Stopwatch.StartNew();
            string text;
            try
            {
                text = $"{Keep(unit, watch)}";
            }
            catch (GhnException e)
            {
                lock (_lock)
                    _failed[unit] = e;
                text = e.Message;
            }
            Report(unit, text, watch.Elapsed);
            return true;
        }

        private TResult Keep(TUnit unit, Stopwatch watch)
        {
            var result = experiment.Compute(unit, data, cancellation);
            var images = experiment.Identify(data);
            var provenance = Provenance.Of(experiment.Settings.Profile, images, workers, watch.Elapsed);
            experiment.Ledger.Append(new(unit, result, experiment.OptionsOf(unit)!, provenance), work.Part);
            work.Kept?.Invoke(unit, result);
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
                var known = work.Results();
                var all = work.Units(known);
                var (done, units) = (all.Count(known.ContainsKey), all.Count);
                var remaining = TimeSpan.FromSeconds((units - done) * _seconds.Average() / workers);
                var text = string.Create(CultureInfo.InvariantCulture, $"{unit}");
                progress?.Report(new(experiment.Name, text, result, elapsed.TotalSeconds, done, units, remaining));
            }
        }
    }
}
