using System.Diagnostics;
using Ghn.Architectures;
using Ghn.Data;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Experiments;

/// <summary>
/// The main job: train a graph hypernetwork, then rank architectures that it has never seen by their validation accuracy
/// with generated weights. Replays the stored result where that is wanted and there is one.
/// </summary>
public sealed class TrainingExperiment : IDisposable
{
    private const int ReportsPerRun = 200;

    private readonly NotebookSettings _settings;
    private readonly Ledger<TrainingRecord> _ledger;
    private readonly TrainingRecord? _stored;
    private readonly Lazy<DataSplits> _data;
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
        var wanted = LedgerOf(settings, resultsFolder);
        _stored = settings.Replay && wanted.Read() is [.., var latest] ? latest : null;
        if (settings.Replay && _stored is null)
            settings = new NotebookSettings(Profile.Smoke, false, new DataOptions());
        _settings = settings;
        _ledger = LedgerOf(settings, resultsFolder);
        _data = new Lazy<DataSplits>(() => DataSource.Load(settings.Data));
        (Hypernetwork, Training, RankedArchitectures, RankingImages) = Scale(settings.Profile);
        if (_stored is not null)
            (Hypernetwork, Training) = (_stored.Hypernetwork, _stored.Training);
    }

    /// <summary>Whether a stored result is shown.</summary>
    public bool IsReplay => _stored is not null;

    /// <summary>The scale.</summary>
    public Profile Profile => _settings.Profile;

    /// <summary>The trained hypernetwork, or null in a replay and before training. Owned by the experiment.</summary>
    public IWeightSource? Trained => _record is null ? null : _ghn;

    /// <summary>Name of the data set.</summary>
    public string DataSet => _settings.Data.Name;

    /// <summary>Sizes of the hypernetwork.</summary>
    public GhnOptions Hypernetwork { get; }

    /// <summary>How it is trained.</summary>
    public GhnTrainingOptions Training { get; }

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
            ("nodes in a block, N", $"{Training.Space.Nodes}"),
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
    /// Trains, or reads the stored curves. <paramref name="progress"/> hears of about two hundred steps and of every
    /// validation, on the calling thread.
    /// </summary>
    public IReadOnlyList<CurvePoint> Train(
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (_stored is not null)
            return _stored.Curve;
        using var workers = new WorkerThreads();
        var watch = Stopwatch.StartNew();
        _ghn?.Dispose();
        _ghn = new GraphHyperNetwork(Hypernetwork, Training.Seed);
        _curve.Clear();
        _record = null;
        (_lossSum, _lossCount) = (0, 0);
        var trainer = new GhnTrainer(_ghn, Training, _data.Value);
        var trace = trainer.Train(
            workers,
            null,
            new DirectProgress<TrainingProgress>(p => Observe(p, progress)),
            cancellation
        );
        _record = new TrainingRecord(
            Training,
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
    /// result is appended to the ledger. Throws <see cref="GhnException"/> if nothing has been trained.
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
        using var workers = new WorkerThreads();
        var unseen = Training.Space.SampleDistinct(RankedArchitectures, Training.Seed, "ranked architectures");
        var images = Math.Min(RankingImages, _data.Value.Validation.Count);
        var scores = Evaluation.Score(
            _ghn,
            unseen,
            Training.Network,
            _data.Value.Validation,
            images,
            workers,
            new EvaluationOptions { Execution = Training.Execution },
            progress,
            cancellation
        );
        var ranking = unseen
            .Zip(scores, (a, s) => new ScoredArchitecture(a, s))
            .OrderByDescending(s => s.Accuracy)
            .ToArray();
        if (Profile != Profile.Smoke)
            _ledger.Append(_record with { RankingImages = images, Ranking = ranking });
        return ranking;
    }

    /// <summary>Frees the hypernetwork and the data.</summary>
    public void Dispose()
    {
        _ghn?.Dispose();
        if (_data.IsValueCreated)
            _data.Value.Dispose();
    }

    private static Ledger<TrainingRecord> LedgerOf(NotebookSettings settings, string folder) =>
        new(
            Path.Combine(
                folder,
                $"training.{settings.Profile.ToString().ToLowerInvariant()}.{settings.Data.Name}.jsonl"
            )
        );

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

    internal static (GhnOptions, GhnTrainingOptions, int Ranked, int Images) Scale(Profile profile)
    {
        var workshopNetwork = new NetworkOptions
        {
            Blocks = 3,
            ReductionsAfter = [1, 2],
            Channels = 16,
            StemStride = 2,
        };
        var workshopGhn = new GhnOptions
        {
            Gnn = new GnnOptions { Phases = 2 },
            Decoder = new DecoderOptions { ChunkChannels = 64 },
        };
        return profile switch
        {
            Profile.Smoke => (
                workshopGhn,
                new GhnTrainingOptions
                {
                    Network = workshopNetwork with { Channels = 8 },
                    Space = new BlockSpace { Nodes = 5 },
                    Steps = 60,
                    BatchSize = 32,
                    ArchitecturesPerStep = 2,
                    LearningRate = 3e-3,
                    WarmupSteps = 10,
                    ValidateEvery = 20,
                    ValidationArchitectures = 4,
                    ValidationImages = 250,
                    Augmentation = Augmentation.None,
                },
                100,
                250
            ),
            Profile.Workshop => (
                workshopGhn,
                new GhnTrainingOptions
                {
                    Network = workshopNetwork,
                    Steps = 7_000,
                    ArchitecturesPerStep = 4,
                    LearningRate = 4e-3,
                    ValidateEvery = 500,
                    Augmentation = new Augmentation { PadCrop = 0 }, // at this length crops slow learning down
                },
                100,
                5_000
            ),
            _ => (
                new GhnOptions { Decoder = new DecoderOptions { ChunkChannels = 128 } },
                new GhnTrainingOptions
                {
                    Steps = 210_000,
                    ValidateEvery = 7_000,
                    ValidationImages = 5_000,
                }, // 300 epochs
                1_000,
                5_000
            ),
        };
    }
}
