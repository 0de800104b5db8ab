using System.Diagnostics;

namespace Ghn.Experiments.Studies;

/// <summary>
/// One loop over several weight sources: random initialisation, an untrained and a trained graph hypernetwork. How good
/// are the weights without training, and as an initialisation? Replays the stored result where that is wanted and there
/// is one.
/// </summary>
public sealed class WeightSourcesExperiment : NotebookExperiment<WeightSourcesRecord>
{
    private const string Experiment = "weight-sources";
    private const int SmokeTrainingSteps = 300;

    private readonly string _resultsFolder;
    private readonly bool _smoke;
    private readonly TrainingScale _scale;
    private WeightSourcesRecord? _plan;
    private GraphHyperNetwork? _trained;

    /// <summary>
    /// Prepares the experiment at the scale of the settings. A replay without a stored result falls back to the smoke
    /// profile on the generated set.
    /// </summary>
    public WeightSourcesExperiment(NotebookSettings settings, string resultsFolder)
        : base(Experiment, settings, resultsFolder)
    {
        (_resultsFolder, _smoke) = (resultsFolder, Settings.Profile == Profile.Smoke);
        _scale = TrainingScale.Of(Settings.Profile);
        Untrained = new GraphHyperNetwork(
            Stored?.Hypernetwork ?? _scale.Hypernetwork,
            (Stored?.Training ?? _scale.Training).Seed,
            Devices.Parse(Settings.Device)
        );
    }

    /// <summary>The chain of blocks that every architecture becomes.</summary>
    public NetworkOptions Network => Plan.Training.Network;

    /// <summary>Architectures that no source has seen.</summary>
    public IReadOnlyList<Architecture> Architectures => Plan.Architectures;

    /// <summary>The hypernetwork before training. Owned by the experiment.</summary>
    public GraphHyperNetwork Untrained { get; }

    /// <summary>Largest learning rates of training on.</summary>
    public IReadOnlyList<double> LearningRates => Plan.LearningRates;

    /// <summary>The stored result, or what is computed, without results: for the images that there are.</summary>
    private WeightSourcesRecord Plan => _plan ??= Stored ?? Begin();

    /// <summary>How many of the architectures, the first ones, are trained on.</summary>
    private int Tuned => Stored?.Runs.Select(r => r.Architecture).Distinct().Count() ?? (_smoke ? 2 : 6);

    /// <summary>The settings as rows of a table.</summary>
    public IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("result", IsReplay ? $"stored ({Stored!.MeasuredOn.Machine})" : "computed now"),
            ("profile, data set", $"{Profile.Name()}, {Settings.Data.Name}"),
            ("blocks, N, F", $"{Network.Blocks}, {Architectures[0].Nodes.Count}, {Network.Channels}"),
            ("steps of the trained hypernetwork", $"{Plan.Training.Steps:N0}"),
            ("architectures, images each", $"{Architectures.Count}, {Plan.Images:N0}"),
            ("trained for comparison", $"{Tuned} of them, {Plan.Tuning.Steps} steps"),
            ("learning rates", string.Join(", ", LearningRates)),
        ];

    /// <summary>
    /// The trained hypernetwork of notebook 04: of a replay the one that the result was measured with, else one's own if
    /// there is one, else the stored one. In the smoke profile it is trained now, for some seconds. Owned by the experiment.
    /// Throws <see cref="GhnException"/> if there is none at this scale.
    /// </summary>
    public GraphHyperNetwork Trained(
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (_trained is not null)
            return _trained;
        cancellation = Settings.OrInterruption(cancellation);
        var device = Devices.Parse(Settings.Device);
        if (!_smoke)
            return _trained = Kept(device);
        var ghn = new GraphHyperNetwork(Untrained.Options, Plan.Training.Seed, device);
        try
        {
            using var workers = new WorkerThreads();
            new GhnTrainer(ghn, Plan.Training, Data).Train(workers, null, progress, cancellation);
        }
        catch
        {
            ghn.Dispose();
            throw;
        }
        return _trained = ghn;
    }

    /// <summary>
    /// Scores every architecture with every source and trains the first ones on from each, or reads the stored result.
    /// The result is appended to the ledger of one's own results but in the smoke profile. <paramref name="progress"/> gets the part that is
    /// done, from 0 to 1, on any thread.
    /// </summary>
    public WeightSourcesRecord Run(IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (Stored is not null)
            return Stored;
        cancellation = Settings.OrInterruption(cancellation);
        var watch = Stopwatch.StartNew();
        var trained = Trained(null, cancellation);
        (string Name, IWeightSource Source)[] sources =
        [
            ("random", new RandomWeights(Plan.Training.Seed, Devices.Parse(Settings.Device))),
            ("untrained GHN", Untrained),
            ("trained GHN", trained),
        ];
        using var workers = new WorkerThreads();
        var runs = (
            from s in sources
            from architecture in Enumerable.Range(0, Tuned)
            from rate in LearningRates
            select (s.Name, s.Source, Architecture: architecture, Rate: rate)
        ).ToArray();
        var done = 0;
        void Advance() => progress?.Report((double)Interlocked.Increment(ref done) / (sources.Length + runs.Length));
        var scores = sources
            .Select(s =>
            {
                var accuracies = Score(s.Source, workers, cancellation);
                Advance();
                return new SourceScores(s.Name, accuracies);
            })
            .ToArray();
        var tuned = workers.Map(
            runs.Length,
            i =>
            {
                var run = TrainOn(runs[i].Name, runs[i].Source, runs[i].Architecture, runs[i].Rate, cancellation);
                Advance();
                return run;
            },
            cancellation
        );
        var record = Plan with
        {
            MeasuredOn = Provenance.Of(Profile, (Data.Name, Data.Checksum), workers.Count, watch.Elapsed),
            TrainedChecksum = Surrogates.Checksum(trained),
            Scores = scores,
            Runs = tuned,
        };
        if (!_smoke)
            Ledger.Append(record);
        return record;
    }

    /// <summary>Frees the hypernetworks and the data.</summary>
    public override void Dispose()
    {
        Untrained.Dispose();
        _trained?.Dispose();
        base.Dispose();
    }

    private GraphHyperNetwork Kept(TorchSharp.torch.Device device)
    {
        var stored = ResultFile.Hypernetwork(_resultsFolder, Settings);
        var files = new[] { ResultFile.Hypernetwork(ResultFile.Own(_resultsFolder), Settings), stored };
        foreach (var file in files.Where(File.Exists))
        {
            var ghn = Checkpoint.LoadHypernetwork(file, device);
            if (Stored is null || Stored.TrainedChecksum == Surrogates.Checksum(ghn))
                return ghn;
            ghn.Dispose(); // the result shown was measured with another one
        }
        var scale = Settings.Arguments;
        throw new GhnException(
            files.Any(File.Exists)
                ? $"The result of notebook 03 was measured with another hypernetwork than {stored}; "
                    + $"measure again: ghn run notebooks/03-generating-weights.ipynb {scale}."
                : $"There is no trained hypernetwork {stored}; run notebook 04 at the same scale first: "
                    + $"ghn run notebooks/04-training-the-ghn.ipynb {scale}."
        );
    }

    private IReadOnlyList<double> Score(IWeightSource source, WorkerThreads workers, CancellationToken cancellation) =>
        Evaluation.Score(
            source,
            Architectures,
            Network,
            Data.Validation,
            Plan.Images,
            workers,
            cancellation: cancellation
        );

    /// <summary>All initialisations of one architecture see the same images in the same order.</summary>
    private FineTuning TrainOn(
        string name,
        IWeightSource source,
        int architecture,
        double rate,
        CancellationToken cancellation
    )
    {
        var graph = new ComputationGraph(Architectures[architecture], Network);
        using var batch = new GraphBatch([graph], source.Device);
        using var weights = source.Generate(batch)[0];
        var (train, validation) = (Data.Train, Data.Validation);
        var before = Evaluation.Accuracy(weights, validation, Plan.Images, cancellation: cancellation);
        var options = Plan.Tuning with { LearningRate = rate, Seed = architecture };
        using var network = new NetworkTrainer(options, train, validation).Train(
            source,
            graph,
            cancellation: cancellation
        );
        var measured = network.Trace.Points.Where(p => p.Accuracy is not null).ToArray();
        return new FineTuning(
            name,
            architecture,
            rate,
            [0, .. measured.Select(p => p.Step)],
            [before, .. measured.Select(p => p.Accuracy!.Value)]
        );
    }

    private WeightSourcesRecord Begin()
    {
        var training = TrainingScale.Within(_scale.Training, Data);
        var images = Math.Min(_smoke ? 250 : 1_000, Data.Validation.Count);
        var (steps, every) = _smoke ? (60, 20) : (500, 50);
        var tuning = new NetworkTrainingOptions
        {
            Steps = steps,
            Augmentation = Augmentation.None,
            MeasureAt = Enumerable.Range(1, steps / every).Select(i => i * every).ToArray(),
            MeasureImages = images,
        };
        return new(
            Provenance.Of(Profile, (Data.Name, Data.Checksum), 0, default),
            Untrained.Options,
            _smoke ? training with { Steps = SmokeTrainingSteps } : training,
            "",
            images,
            tuning with
            {
                BatchSize = Math.Min(tuning.BatchSize, Data.Train.Count),
            },
            [0.1, 0.01],
            _scale.RankedSpace.SampleDistinct(20, training.Seed, Experiment),
            [],
            []
        );
    }
}
