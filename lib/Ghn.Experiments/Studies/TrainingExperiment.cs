using System.Diagnostics;
using Ghn.Data;
using Ghn.Experiments.Framework;
using Ghn.Hypernetworks;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Experiments.Studies;

/// <summary>
/// The main job: train a graph hypernetwork, then rank architectures that it has never seen by their validation accuracy
/// with generated weights. Replays the stored result where that is wanted and there is one.
/// </summary>
public sealed class TrainingExperiment : IDisposable
{
    private const int ReportsPerRun = 200;

    private readonly NotebookSettings _settings;
    private readonly Ledger<TrainingRecord> _ledger;
    private readonly string _kept;
    private readonly TrainingRecord? _stored;
    private readonly TrainingRecord? _other;
    private readonly Lazy<DataSplits> _data;
    private readonly CheckpointOptions? _checkpoint;
    private readonly List<CurvePoint> _curve = [];
    private GraphHyperNetwork? _ghn;
    private TrainingRecord? _record;
    private double _lossSum;
    private int _lossCount;

    /// <summary>
    /// Prepares the experiment at the scale of the settings. A replay without a stored result falls back to the smoke
    /// profile on the generated set.
    /// </summary>
    public TrainingExperiment(NotebookSettings settings, string resultsFolder)
    {
        (_settings, _ledger, _stored, var folder, _other) = StoredResults<TrainingRecord>.Find(
            "training",
            settings,
            resultsFolder
        );
        _kept = ResultFile.Hypernetwork(folder, _settings);
        _data = new Lazy<DataSplits>(_settings.LoadData);
        _checkpoint =
            _settings.Profile == Profile.Smoke
                ? null
                : new CheckpointOptions { Path = Path.ChangeExtension(_ledger.Path, ".checkpoint") };
        (Hypernetwork, Training, RankedSpace, RankedArchitectures, RankingImages) = TrainingScale.Of(_settings.Profile);
        if (_stored is not null)
            (Hypernetwork, Training, RankedSpace, RankingImages) = (
                _stored.Hypernetwork,
                _stored.Training,
                _stored.Training.Blocks with
                {
                    Nodes = _stored.Ranking[0].Architecture.Nodes.Count,
                },
                _stored.RankingImages
            );
    }

    /// <summary>Whether a stored result is shown.</summary>
    public bool IsReplay => _stored is not null;

    /// <summary>The scale.</summary>
    public Profile Profile => _settings.Profile;

    /// <summary>
    /// The trained hypernetwork, of a replay the stored one, or null before training. Owned by the experiment.
    /// </summary>
    public IWeightSource? Trained =>
        IsReplay ? _ghn ??= Checkpoint.LoadHypernetwork(_kept, Devices.Parse(_settings.Device))
        : _record is null ? null
        : _ghn;

    /// <summary>Name of the data set.</summary>
    public string DataSet => _settings.Data.Name;

    /// <summary>
    /// The result that is shown or was computed, and behind it the other one of the same scale: the stored one beside one's
    /// own, or the other way round.
    /// </summary>
    public IReadOnlyList<(string Name, TrainingRecord Result)> Results =>
        [
            .. new[]
            {
                (IsReplay ? "stored" : "computed now", _stored ?? _record),
                (IsReplay ? "your own" : "stored", _other),
            }
                .Where(one => one.Item2 is not null)
                .Select(one => (one.Item1, one.Item2!)),
        ];

    /// <summary>Sizes of the hypernetwork.</summary>
    public GhnOptions Hypernetwork { get; }

    /// <summary>How it is trained.</summary>
    public GhnTrainingOptions Training { get; }

    /// <summary>Where the architectures that are ranked come from.</summary>
    public BlockSpace RankedSpace { get; }

    /// <summary>Unseen architectures that are ranked.</summary>
    public int RankedArchitectures { get; }

    /// <summary>Validation images for each of them.</summary>
    public int RankingImages { get; }

    /// <summary>The settings as rows of a table.</summary>
    public IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("result", IsReplay ? $"stored ({_stored!.TrainedOn.Machine})" : "computed now"),
            ("profile", Profile.ToString().ToLowerInvariant()),
            ("data set", DataSet),
            ("nodes in a block, N, in training", $"{Training.Blocks.Nodes}"),
            ("nodes in a ranked block", $"{RankedSpace.Nodes}"),
            ("blocks", $"{Training.Network.Blocks}"),
            ("channels of the first block, F", $"{Training.Network.Channels}"),
            ("stride of the stem", $"{Training.Network.StemStride}"),
            ("phases of message passing, T", $"{Hypernetwork.Gnn.Phases}"),
            ("steps", $"{Training.Steps:N0}"),
            ("architectures a step", $"{Training.ArchitecturesPerStep}"),
            ("images an architecture", $"{Training.BatchSize}"),
            ("seed", $"{Training.Seed}"),
        ];

    /// <summary>
    /// Trains, or reads the stored curves. But for the smoke profile, a training that was stopped goes on where it was:
    /// until the result is stored, its state lies beside the ledger. <paramref name="progress"/> hears of about two hundred steps and of every
    /// validation, on the calling thread.
    /// </summary>
    public IReadOnlyList<CurvePoint> Train(
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (_stored is not null)
            return _stored.Curve;
        cancellation = _settings.OrInterruption(cancellation);
        using var workers = new WorkerThreads();
        var watch = Stopwatch.StartNew();
        _ghn?.Dispose();
        _ghn = new GraphHyperNetwork(Hypernetwork, Training.Seed, Devices.Parse(_settings.Device));
        _curve.Clear();
        _record = null;
        (_lossSum, _lossCount) = (0, 0);
        var training = TrainingScale.Within(Training, _data.Value);
        var trainer = new GhnTrainer(_ghn, training, _data.Value);
        var trace = trainer.Train(
            workers,
            _checkpoint,
            new DirectProgress<TrainingProgress>(p => Observe(p, progress)),
            cancellation
        );
        _record = new TrainingRecord(
            training,
            Hypernetwork,
            Provenance.Of(Profile, _data.Value, workers.Count, watch.Elapsed),
            [.. _curve],
            trace.SkippedSteps,
            RankingImages,
            []
        );
        return _curve;
    }

    /// <summary>
    /// Ranks unseen architectures, best first, or reads the stored ranking. In the workshop and paper profiles the whole
    /// result is appended to the ledger of one's own trainings, and the hypernetwork is kept beside it. Throws <see cref="GhnException"/> if nothing has been trained.
    /// </summary>
    public IReadOnlyList<ScoredArchitecture> Rank(
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (_stored is not null)
            return _stored.Ranking;
        if (_ghn is null || _record is null)
            throw new GhnException("Nothing has been trained yet: call Train before Rank.");
        cancellation = _settings.OrInterruption(cancellation);
        using var workers = new WorkerThreads();
        var unseen = RankedSpace.SampleDistinct(RankedArchitectures, Training.Seed, "ranked architectures");
        var images = Math.Min(RankingImages, _data.Value.Validation.Count);
        var scores = Evaluation.Score(
            _ghn,
            unseen,
            Training.Network,
            _data.Value.Validation,
            images,
            workers,
            progress,
            cancellation
        );
        var ranking = unseen
            .Zip(scores, (a, s) => new ScoredArchitecture(a, s))
            .OrderByDescending(s => s.Accuracy)
            .ToArray();
        _record = _record with { RankingImages = images, Ranking = ranking };
        if (_checkpoint is not null)
        {
            Checkpoint.Save(_ghn, _kept);
            _ledger.Append(_record);
            File.Delete(_checkpoint.Path);
        }
        return ranking;
    }

    /// <summary>Frees the hypernetwork and the data.</summary>
    public void Dispose()
    {
        _ghn?.Dispose();
        if (_data.IsValueCreated)
            _data.Value.Dispose();
    }

    private void Observe(TrainingProgress p, IProgress<TrainingProgress>? progress)
    {
        if (double.IsFinite(p.Loss)) // a skipped step has no loss to show
        {
            _lossSum += p.Loss;
            _lossCount++;
        }
        if (p.Accuracy is null && p.Step % Math.Max(1, p.Steps / ReportsPerRun) != 0)
            return;
        if (_lossCount == 0) // nothing was learned since the point before: there is no loss to show
            return;
        var loss = _lossSum / _lossCount;
        _curve.Add(new CurvePoint(p.Step, Math.Round(loss, 4), p.Accuracy));
        progress?.Report(p with { Loss = loss });
        (_lossSum, _lossCount) = (0, 0);
    }
}
