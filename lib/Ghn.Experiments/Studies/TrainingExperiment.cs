using System.Diagnostics;

namespace Ghn.Experiments.Studies;

/// <summary>
/// The main job: train a graph hypernetwork, then rank architectures that it has never seen by their validation accuracy
/// with generated weights. Replays the stored result where that is wanted and there is one.
/// </summary>
public sealed class TrainingExperiment : NotebookExperiment<TrainingRecord>
{
    private const int ReportsPerRun = 200;

    private readonly TrainingScale _scale;
    private readonly string _kept;
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
        : base("training", settings, resultsFolder)
    {
        _kept = ResultFile.Hypernetwork(Folder, Settings);
        _checkpoint =
            Settings.Profile == Profile.Smoke
                ? null
                : new CheckpointOptions { Path = Path.ChangeExtension(Ledger.Path, ".checkpoint") };
        _scale = TrainingScale.Of(Settings.Profile);
        if (Stored is not null)
            _scale = _scale with
            {
                Hypernetwork = Stored.Hypernetwork,
                Training = Stored.Training,
                RankedSpace = Stored.Training.Blocks with { Nodes = Stored.Ranking[0].Architecture.Nodes.Count },
                RankingImages = Stored.RankingImages,
            };
    }

    /// <summary>
    /// The trained hypernetwork, of a replay the stored one, or null before training. Owned by the experiment.
    /// </summary>
    public IWeightSource? Trained =>
        IsReplay ? _ghn ??= Checkpoint.LoadHypernetwork(_kept, Devices.Parse(Settings.Device))
        : _record is null ? null
        : _ghn;

    /// <summary>
    /// The result that is shown or was computed, and behind it the other one of the same scale: the stored one beside one's
    /// own, or the other way round.
    /// </summary>
    public IReadOnlyList<(string Name, TrainingRecord Result)> Results =>
        [
            .. from one in new (string Name, TrainingRecord? Result)[]
            {
                (IsReplay ? "stored" : "computed now", Stored ?? _record),
                (IsReplay ? "your own" : "stored", Other),
            }
            where one.Result is not null
            select (one.Name, one.Result),
        ];

    /// <summary>Sizes of the hypernetwork.</summary>
    public GhnOptions Hypernetwork => _scale.Hypernetwork;

    /// <summary>How it is trained; if it is now, for the images that there are, which this loads.</summary>
    public GhnTrainingOptions Training => Stored?.Training ?? TrainingScale.Within(_scale.Training, Data);

    /// <summary>Validation images for each ranked architecture.</summary>
    public int RankingImages => _scale.RankingImages;

    /// <summary>The settings as rows of a table.</summary>
    public IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("result", IsReplay ? $"stored ({Stored!.TrainedOn.Machine})" : "computed now"),
            ("profile", Profile.Name()),
            ("data set", DataSet),
            ("nodes in a block, N, in training", $"{_scale.Training.Blocks.Nodes}"),
            ("nodes in a ranked block", $"{_scale.RankedSpace.Nodes}"),
            ("blocks", $"{_scale.Training.Network.Blocks}"),
            ("channels of the first block, F", $"{_scale.Training.Network.Channels}"),
            ("stride of the stem", $"{_scale.Training.Network.StemStride}"),
            ("phases of message passing, T", $"{Hypernetwork.Gnn.Phases}"),
            ("steps", $"{_scale.Training.Steps:N0}"),
            ("architectures a step", $"{_scale.Training.ArchitecturesPerStep}"),
            ("images an architecture", $"{_scale.Training.BatchSize}"),
            ("seed", $"{_scale.Training.Seed}"),
        ];

    /// <summary>
    /// Trains, or reads the stored curves. Except in the smoke profile, a stopped training continues where it was:
    /// until the result is stored, its state lies beside the ledger. <paramref name="progress"/> gets about two hundred steps and every
    /// validation, on the calling thread.
    /// </summary>
    public IReadOnlyList<CurvePoint> Train(
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (Stored is not null)
            return Stored.Curve;
        cancellation = Settings.OrInterruption(cancellation);
        using var workers = new WorkerThreads();
        var watch = Stopwatch.StartNew();
        _ghn?.Dispose();
        _ghn = new GraphHyperNetwork(Hypernetwork, _scale.Training.Seed, Devices.Parse(Settings.Device));
        _curve.Clear();
        _record = null;
        (_lossSum, _lossCount) = (0, 0);
        var training = Training;
        var trainer = new GhnTrainer(_ghn, training, Data);
        var trace = trainer.Train(
            workers,
            _checkpoint,
            new DirectProgress<TrainingProgress>(p => Observe(p, progress)),
            cancellation
        );
        _record = new TrainingRecord(
            training,
            Hypernetwork,
            Provenance.Of(Profile, (Data.Name, Data.Checksum), workers.Count, watch.Elapsed),
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
        if (Stored is not null)
            return Stored.Ranking;
        if (_ghn is null || _record is null)
            throw new GhnException("Nothing has been trained yet: call Train before Rank.");
        cancellation = Settings.OrInterruption(cancellation);
        using var workers = new WorkerThreads();
        var unseen = _scale.RankedSpace.SampleDistinct(
            _scale.RankedArchitectures,
            _scale.Training.Seed,
            "ranked architectures"
        );
        var images = Math.Min(RankingImages, Data.Validation.Count);
        var scores = Evaluation.Score(
            _ghn,
            unseen,
            _record.Training.Network,
            Data.Validation,
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
            Checkpoint.Save(_ghn, _kept, Training.Network);
            Ledger.Append(_record);
            File.Delete(_checkpoint.Path);
        }
        return ranking;
    }

    /// <summary>Frees the hypernetwork and the data.</summary>
    public override void Dispose()
    {
        _ghn?.Dispose();
        base.Dispose();
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
