using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Ghn.Experiments.Paper;
using TorchSharp;

namespace Ghn.Experiments.Studies;

/// <summary>One surrogate trained with one seed.</summary>
internal sealed record TrainedSurrogate(string Variant, long Seed)
{
    public override string ToString() => $"{Variant}, seed {Seed}";
}

/// <summary>What a trained surrogate says of the architectures of the ground truth.</summary>
/// <param name="Scores">Validation accuracy (0 … 1) of each, by number, with the weights that the surrogate gives it.</param>
/// <param name="Steps">When the training was validated.</param>
/// <param name="Unseen">Mean validation accuracy (0 … 1) of a few other unseen architectures after these steps.</param>
/// <param name="Loss">Mean cross-entropy (nats) of the steps up to each of these.</param>
/// <param name="SkippedSteps">Steps without a finite gradient.</param>
/// <param name="TrainingSeconds">Wall time of training on one thread, its validations included.</param>
/// <param name="ScoringSeconds">Wall time of scoring on one thread.</param>
/// <param name="Checksum">SHA-256 of the trained parameters.</param>
public sealed record SurrogateScores(
    IReadOnlyList<double> Scores,
    IReadOnlyList<int> Steps,
    IReadOnlyList<double> Unseen,
    IReadOnlyList<double> Loss,
    int SkippedSteps,
    double TrainingSeconds,
    double ScoringSeconds,
    string Checksum
)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Invariant(
            $"{100 * Scores.Average():F1} % on unseen architectures, {TrainingSeconds:F0} s training, {ScoringSeconds:F0} s scoring"
        );
}

/// <summary>
/// Surrogates trained with several seeds, each asked about the architectures of the ground truth (tables 4 and 5, figure
/// 5). No computation here reads the ground truth: their ranking is computed from the two ledgers afterwards.
/// </summary>
internal sealed class Surrogates : UnitExperiment<SurrogateOptions, TrainedSurrogate, SurrogateScores>
{
    private readonly IReadOnlyDictionary<string, SurrogateOptions> _variants;
    private readonly Lazy<IReadOnlyList<Architecture>> _architectures;
    private readonly Lazy<string> _scored;
    private readonly IReadOnlyCollection<string> _kept;

    /// <summary>Prepares the experiment; nothing is read or computed yet.</summary>
    /// <param name="context">Name, settings and folder.</param>
    /// <param name="variants">The surrogates by name, in the order of computing.</param>
    /// <param name="kept">
    /// Names of those of which the one with seed 0 is kept beside the ledger, but for the smoke profile.
    /// </param>
    /// <param name="profile">The size; null: that of the profile.</param>
    public Surrogates(
        ExperimentContext context,
        Func<ProfileSettings, IReadOnlyDictionary<string, SurrogateOptions>> variants,
        IReadOnlyCollection<string>? kept = null,
        ProfileSettings? profile = null
    )
        : base(context)
    {
        profile ??= ProfileSettings.Of(context.Settings.Profile);
        (_variants, _kept, Truth) = (variants(profile), kept ?? [], profile.GroundTruth);
        Seeds = Require.AtLeast(1, context.Seeds ?? profile.Seeds, nameof(Seeds));
        _architectures = new(Truth.Sample);
        _scored = new(() => Digest(_architectures.Value));
    }

    public int Seeds { get; }

    internal GroundTruthOptions Truth { get; }

    public IReadOnlyCollection<string> Variants => _variants.Keys.ToArray();

    public SurrogateOptions Of(string variant) =>
        _variants.GetValueOrDefault(variant)
        ?? throw new GhnException($"{Name} has no surrogate '{variant}'; it has {string.Join(", ", _variants.Keys)}.");

    public override IReadOnlyList<(string Name, string Value)> Describe() =>
        [
            ("surrogates", string.Join(", ", _variants.Keys)),
            ("seeds", $"{Seeds}"),
            ("training", string.Join("; ", _variants.Select(v => $"{v.Key}: {Trained(v.Value.Training)}"))),
        ];

    public override ExperimentPrice Price()
    {
        var scored = Truth.Build(_architectures.Value);
        return _variants
                .Values.Select(v => ExperimentPrice.Of(v.Training) + ExperimentPrice.OfScores(scored, v.ScoringImages))
                .Aggregate((a, b) => a + b) * Seeds;
    }

    /// <summary>How each surrogate ranks, over the seeds that it has; nothing before the ground truth is complete.</summary>
    public override IReadOnlyList<(string Name, string Value)> Summarise()
    {
        using var truth = new GroundTruth(Context with { Name = PaperExperiments.Truth }, Truth);
        if (!truth.HasLedger || truth.Status() is var (done, units, _) && done < units)
            return [];
        var (table, results) = (GroundTruthTable.Read(truth), Results());
        var depth = table.Depth();
        return
        [
            .. from variant in Variants
            let scores = Enumerable
                .Range(0, Seeds)
                .Select(seed => results.GetValueOrDefault(new TrainedSurrogate(variant, seed))?.Scores)
                .OfType<IReadOnlyList<double>>()
                .ToArray()
            where scores.Length > 0
            let ranking = new SurrogateRanking(variant, table.Tests, scores)
            select (variant, Format(ranking, table.Preference(ranking.MeanScores, depth))),
            (
                "truth",
                Invariant($"in the better half it goes with depth by {table.Preference(table.Test, depth):0.00}")
            ),
        ];
    }

    private static string Format(SurrogateRanking ranking, double depth)
    {
        string Share(double share) => Invariant($"{ranking.Value(TopK.AmongBest(share, Correlation.Pearson)):0.00}");
        var weights = Invariant($"{100 * ranking.MeanScores.Average():F1} % with its weights");
        var all = Invariant($"r = {ranking.Value(Correlation.Pearson):0.00} over all");
        var half = Invariant($"{Share(0.5)} in the better half, where it goes with depth by {depth:0.00}");
        return $"{weights}; {all}, {Share(0.9)} without the worst tenth, {half} (seeds: {ranking.Seeds})";
    }

    protected override SurrogateOptions? OptionsOf(TrainedSurrogate unit) =>
        _variants.TryGetValue(unit.Variant, out var options) ? options with { Scored = _scored.Value } : null;

    protected override IReadOnlyList<TrainedSurrogate> Units(
        IReadOnlyDictionary<TrainedSurrogate, SurrogateScores> done
    ) =>
        (
            from seed in Enumerable.Range(0, Seeds) // all surrogates of one seed first: a comparison is there early
            from variant in _variants.Keys
            select new TrainedSurrogate(variant, seed)
        ).ToArray();

    protected override SurrogateScores Compute(TrainedSurrogate unit, DataSplits data, CancellationToken cancellation)
    {
        var options = _variants[unit.Variant];
        var training = TrainingScale.Within(options.Training with { Seed = unit.Seed }, data);
        using var workers = new WorkerThreads(1);
        using var source = options.Make(unit.Seed, Devices.Parse(Settings.Device));
        var watch = Stopwatch.StartNew();
        var trace = new GhnTrainer(source, training, data).Train(
            workers,
            CheckpointOf(unit),
            cancellation: cancellation
        );
        var trained = watch.Elapsed;
        var scores = Evaluation.Score(
            source,
            _architectures.Value,
            training.Network,
            data.Validation,
            Math.Min(options.ScoringImages, data.Validation.Count),
            workers,
            cancellation: cancellation
        );
        if (unit.Seed == 0 && _kept.Contains(unit.Variant) && SearchSurrogate.FileOf(Context, unit.Variant) is { } file)
            Checkpoint.Save(source, file, training.Network);
        var validated = trace.Points.Where(p => p.Accuracy is not null).ToArray();
        return new SurrogateScores(
            scores,
            validated.Select(p => p.Step).ToArray(),
            validated.Select(p => Math.Round(p.Accuracy!.Value, 5)).ToArray(),
            validated.Select((p, i) => Loss(trace, i == 0 ? 0 : validated[i - 1].Step, p.Step)).ToArray(),
            trace.SkippedSteps,
            Math.Round(trained.TotalSeconds, 1),
            Math.Round((watch.Elapsed - trained).TotalSeconds, 1),
            Checksum(source)
        );
    }

    private static string Trained(GhnTrainingOptions training) =>
        Invariant(
            $"{training.Steps:N0} steps of {training.ArchitecturesPerStep} blocks of N = {training.Blocks.Nodes}"
        );

    /// <summary>SHA-256 of all parameters, one after the other, as hexadecimal digits.</summary>
    internal static string Checksum(TrainableWeightSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var scope = torch.NewDisposeScope();
        foreach (var (_, parameter) in source.named_parameters())
            hash.AppendData(parameter.detach().cpu().contiguous().bytes);
        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }

    private static string Digest(IReadOnlyList<Architecture> architectures) =>
        Convert
            .ToHexString(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', architectures.Select(a => a.ToJson()))))
            )
            .ToLowerInvariant();

    private static double Loss(TrainingTrace trace, int after, int upTo) =>
        Math.Round(
            trace
                .Points.Skip(after)
                .Take(upTo - after)
                .Select(p => p.Loss)
                .Where(double.IsFinite)
                .DefaultIfEmpty(double.NaN)
                .Average(),
            4
        );
}
