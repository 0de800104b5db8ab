using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments.Framework;
using Ghn.Experiments.Studies;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Experiments;

/// <summary>The experiments behind the paper's tables and figures, by name.</summary>
public static class PaperExperiments
{
    /// <summary>Name of the ground truth.</summary>
    public const string Truth = "ground-truth";

    /// <summary>Name of the surrogates of table 4, of which the others start.</summary>
    public const string Table4 = "table4";

    /// <summary>Name of the search of tables 1 and 2.</summary>
    public const string Table1 = "table1";

    /// <summary>Name of the measured costs of tables 1, 2 and 4.</summary>
    public const string Costs = "costs";

    /// <summary>Name of the control beside figure 5b: a hypernetwork that reads other edges.</summary>
    public const string Wiring = "wiring";

    /// <summary>Name of the search for anytime networks of figures 3 and 4.</summary>
    public const string Anytime = "anytime";

    /// <summary>Name of the transfer of found blocks to other images, the scaled counterpart of table 3.</summary>
    public const string Transfer = "transfer";

    /// <summary>Name of the training of the found block on ImageNet.</summary>
    public const string Table3 = "table3";

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        Truth,
        Table4,
        Table1,
        Costs,
        "table5",
        "fig5a",
        "fig5b",
        "schedule",
        Wiring,
        Anytime,
        Transfer,
        Table3,
        .. EvidenceScale.Pilots.Keys,
    ];

    /// <summary>
    /// The experiments whose results one begins with, in the order of computing; none in the smoke profile, where it computes
    /// what it needs itself.
    /// </summary>
    public static IReadOnlyList<string> Needs(string name, Profile profile) =>
        profile == Profile.Smoke
            ? []
            : name switch
            {
                Table1 or Wiring => [Table4],
                Transfer or Table3 => [Table4, Table1],
                _ => [],
            };

    internal static GhnException NoSearch(string ledger) =>
        new(
            $"{ledger} has results of blocks that {Table1} found, and the ledger of {Table1} is not complete here: put it into "
                + $"the same folder (ghn experiment {Table1})."
        );

    /// <summary>
    /// An experiment whose ledger lies in a folder, with the profile's number of seeds or another one. Throws
    /// <see cref="GhnException"/> if there is none of that name, or if it has no seeds to choose.
    /// </summary>
    public static UnitExperiment Create(string name, NotebookSettings settings, string resultsFolder, int? seeds = null)
    {
        var scale = EvidenceScale.Of(settings.Profile);
        if (EvidenceScale.Pilots.TryGetValue(name, out var pilot))
            return TrueAccuracies(pilot);
        return name switch
        {
            Truth => TrueAccuracies(scale.GroundTruth),
            Table4 => Surrogates(scale.Table4()),
            Table1 => Search(),
            Wiring when seeds is not null => throw Fixed(),
            Wiring => new WiringExperiment(
                name,
                scale.Wiring(),
                Searching(EvidenceScale.Base),
                settings,
                resultsFolder
            ),
            Anytime when seeds is not null => throw Fixed(),
            Anytime => new AnytimeExperiment(name, AnytimeScale.Of(settings.Profile), settings, resultsFolder),
            Transfer when seeds is not null => throw Fixed(),
            Transfer => new TransferExperiment(
                name,
                TransferScale.Of(settings.Profile),
                () => Found((search, done) => search.Top(EvidenceScale.Base, done)),
                settings,
                resultsFolder,
                PrepareSearch()
            ),
            Table3 when seeds is not null => throw Fixed(),
            Table3 => new MobileExperiment(
                name,
                MobileScale.Of(settings.Profile),
                () => Found((search, done) => search.TopBest(EvidenceScale.Base, done) is { } best ? [best] : null)?[0],
                settings,
                resultsFolder,
                PrepareSearch()
            ),
            Costs when seeds is not null => throw Fixed(),
            Costs => new Costs(name, scale.Costs(), scale.Table4(), settings, resultsFolder),
            "table5" => Surrogates(scale.Table5()),
            "fig5a" => Surrogates(scale.Figure5a()),
            "fig5b" => Surrogates(scale.Figure5b()),
            "schedule" => Surrogates(scale.Schedule()),
            _ => throw new GhnException(
                $"There is no experiment '{name}'; the experiments are {string.Join(", ", Names)}."
            ),
        };

        GroundTruth TrueAccuracies(GroundTruthOptions options) =>
            seeds is null ? new GroundTruth(name, options, settings, resultsFolder) : throw Fixed();

        Surrogates Surrogates(IReadOnlyDictionary<string, SurrogateOptions> variants) =>
            new(
                name,
                variants,
                seeds ?? scale.Seeds,
                scale.GroundTruth,
                settings,
                resultsFolder,
                unit => unit.Seed == 0 && name == Table4 ? Kept(unit.Variant) : null
            );

        SearchExperiment Search()
        {
            var surrogates = new[] { EvidenceScale.Base, EvidenceScale.OneShot };
            return seeds is null
                ? new SearchExperiment(
                    name,
                    scale.Search(),
                    surrogates.ToDictionary(s => s, Searching),
                    settings,
                    resultsFolder
                )
                : throw Fixed();
        }

        // Blocks are found on CIFAR-10, whatever they are trained on; in the smoke profile where all else is.
        SearchExperiment SearchForBlocks()
        {
            var found =
                settings.Profile == Profile.Smoke
                    ? settings
                    : settings with
                    {
                        Data = settings.Data with { Name = Cifar10.Name },
                    };
            return (SearchExperiment)Create(Table1, found, resultsFolder);
        }

        IReadOnlyList<Architecture>? Found(
            Func<SearchExperiment, IReadOnlyDictionary<SearchUnit, SearchResult>, IReadOnlyList<int>?> choose
        )
        {
            using var search = SearchForBlocks();
            using var table4 = Create(Table4, search.Settings, resultsFolder); // tells with which surrogate it searched
            if (!search.HasLedger || Needs(Table1, settings.Profile).Count > 0 && !table4.HasLedger)
                return null;
            return choose(search, search.Results())?.Select(i => search.Candidates[i]).ToArray();
        }

        // Some seconds; in the other profiles the search is an experiment of its own.
        Action<int, IProgress<UnitProgress>?, CancellationToken>? PrepareSearch() =>
            settings.Profile != Profile.Smoke
                ? null
                : (workers, progress, cancellation) =>
                {
                    using var search = SearchForBlocks();
                    search.Run(workers, progress, cancellation);
                };

        // The ledger of table 4 tells the checksum, so that a replay neither trains nor loads a surrogate.
        SearchSurrogate Searching(string variant)
        {
            var source = new Lazy<TrainableWeightSource>(() => Trained(variant));
            string? Told()
            {
                using var table4 = (Surrogates)Create(Table4, settings, resultsFolder);
                return table4.Results().GetValueOrDefault(new TrainedSurrogate(variant, 0))?.Checksum;
            }
            return new(new Lazy<string>(() => Told() ?? Studies.Surrogates.Checksum(source.Value)), source);
        }

        // One of each kind is kept: what searches and notebooks start from.
        string? Kept(string variant) =>
            variant is EvidenceScale.Base or EvidenceScale.OneShot && settings.Profile != Profile.Smoke
                ? ResultFile.Path(resultsFolder, variant, settings, ".ghn")
                : null;

        TrainableWeightSource Trained(string variant)
        {
            var device = Devices.Parse(settings.Device);
            if (Kept(variant) is { } file)
                return File.Exists(file)
                    ? Checkpoint.Load(file, device)
                    : throw new GhnException(
                        $"There is no trained surrogate {file}; compute it first: ghn experiment {Table4} "
                            + $"--profile {settings.Profile.ToString().ToLowerInvariant()} --data {settings.Data.Name}."
                    );
            var options = scale.Table4()[variant]; // some seconds
            using var data = settings.LoadData();
            using var workers = new WorkerThreads();
            var source = options.Make(0, device);
            new GhnTrainer(source, TrainingScale.Within(options.Training, data), data).Train(workers);
            return source;
        }

        GhnException Fixed() => new($"The seeds of {name} are part of it: leave the number of seeds out.");
    }
}
