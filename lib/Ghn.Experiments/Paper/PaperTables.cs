using Ghn.Experiments.Studies;

namespace Ghn.Experiments.Paper;

/// <summary>
/// The numbers of the paper's tables (Zhang, Ren, Urtasun 2019), and how we compute ours. The figures
/// are in <see cref="PaperFigures"/>.
/// </summary>
public static class PaperTables
{
    internal const string Random100 = "Pearson's r, Random-100";
    internal const string Top50 = "Pearson's r, Top-50";
    private const string Accuracy = "(%), mean ± sd";
    private const string Cost = "search cost (paper: GPU days; ours: trainings of one network)";

    private static readonly PaperQuantity s_parameters = new("parameters (millions), mean ± sd", Ordered: false);
    private static readonly Reported?[] s_none = [null, null, null, null];
    private static readonly Agreement s_top50 = TopK.AmongBest(0.5, Correlation.Pearson);

    /// <summary>Random search with a surrogate, CIFAR-10: accuracy, parameters and cost.</summary>
    /// <remarks>
    /// Our cost of a search is the surrogate's training and all scores, without the networks that are trained at its end.
    /// Differs: the paper does not say what its cost contains.
    /// </remarks>
    public static PaperTable Table1 { get; } =
        new(
            "Table 1",
            "05-search",
            [$"test accuracy, over networks {Accuracy}", s_parameters, Cost],
            PaperExperiments.Table4,
            PaperExperiments.Table1,
            PaperExperiments.Costs
        )
        {
            Rows =
            [
                new("SMASHv1", [94.5, 4.6, null]),
                new("SMASHv2", [96.0, 16.0, 3]),
                new("One-Shot Top (F = 32)", [new(95.5, 0.1), new(2.7, 0.3), 4]), // in a space of its own
                new("One-Shot Top (F = 64)", [new(95.9, 0.2), new(10.4, 1.0), 4]),
                new(
                    "Random (paper: F = 32)",
                    [new(94.6, 0.3), new(4.6, 0.6), null],
                    r => Networks(r.Searches().Random, null)
                ),
                new("GHN Top (paper: F = 32)", [new(95.7, 0.1), new(5.1, 0.6), 0.42], Top(ProfileSettings.Base)),
            ],
            More = r =>
                [
                    new("One-shot Top, on the GHN's candidates", s_none, Top(ProfileSettings.OneShot)),
                    new($"Random, all {r.Searches().Truth.Count}", s_none, r => Networks(r.Searches().Truth, null)),
                ],
            Tests = r =>
                [
                    Claim.OfSamples(
                        "the GHN's best above random networks",
                        [.. r.Searches().Of(ProfileSettings.Base).Top.Select(t => t.Trained.Test)],
                        r.Truth().TestOf(0),
                        "bootstrap Table 1"
                    ) with
                    {
                        Label = "GHN's best − random",
                    },
                ],
        };

    /// <summary>
    /// Advanced search, CIFAR-10, all with Cutout: accuracy, parameters and cost. Our cost of a search contains the short
    /// trainings after which the best is chosen.
    /// </summary>
    public static PaperTable Table2 { get; } =
        new(
            "Table 2",
            "05-search",
            [$"test accuracy, over runs of one network {Accuracy}", s_parameters, Cost],
            Table1.Experiments
        )
        {
            Rows =
            [
                new("NASNet-A", [97.35, 3.3, 1_800]),
                new("ENAS cell search", [97.11, 4.6, 0.45]),
                new("DARTS, first order", [97.06, 2.9, 1.5]),
                new("DARTS, second order", [new(97.17, 0.06), 3.4, 4]),
                new("GHN Top-Best, 1K (paper: F = 32)", [new(97.16, 0.07), 5.7, 0.84], TopBest(ProfileSettings.Base)),
            ],
            More = r =>
                [
                    new("One-shot Top-Best, on the GHN's candidates", s_none, TopBest(ProfileSettings.OneShot)),
                    new(
                        $"Random Top-Best, of {r.Searches().Options.Kept}",
                        s_none,
                        r => [100 * r.Searches().RandomTopBest, null, r.Searches().Searches[0].ShortTrainings]
                    ),
                ],
        };

    /// <summary>
    /// ImageNet-Mobile: accuracy, parameters and cost. Ours is the best found block at the paper's size: trained on ImageNet
    /// where somebody has done that, else its parameters alone, batch norms' included.
    /// </summary>
    public static PaperTable Table3 { get; } =
        new(
            "Table 3",
            "11-imagenet-mobile",
            [$"ImageNet top-1 accuracy {Accuracy}", s_parameters, Cost],
            Table1.Experiments
        )
        {
            Rows =
            [
                new("NASNet-A", [74.0, 5.3, 1_800]),
                new("NASNet-C", [72.5, 4.9, 1_800]),
                new("AmoebaNet-A", [74.5, 5.1, 3_150]),
                new("AmoebaNet-C", [75.7, 6.4, 3_150]),
                new("PNAS", [74.2, 5.1, 225]),
                new("DARTS, second order", [73.1, 4.9, 4]),
                new("GHN Top-Best, 1K", [73.0, 6.1, 0.84], Mobile),
            ],
            Adapt = (r, table, column) =>
                r.TrainedOnImageNet().Count > 0 ? table with { Profile = Profile.Paper }
                : column == 0 && r.Settings.Profile != Profile.Smoke ? table with { Profile = null } // the others need no training
                : column != 1 ? table
                : table with
                {
                    Quantity =
                        $"{table.Quantity}; ours: the {r.Settings.Profile.Name()} profile's block at the paper's chain",
                },
        };

    /// <summary>
    /// That a found block transfers, at a size that can be tested: blocks that were found on CIFAR-10 against random ones, on
    /// the other data set at its full resolution. The place was named before any of them was trained.
    /// </summary>
    public static PaperTable Transfer { get; } =
        new("Table 3", "11-imagenet-mobile", [])
        {
            Profile = r => r.Transfer().Settings[0].Profile,
            Tests = r =>
                // Its data sets are its own, but the blocks are of the search on CIFAR-10.
                from asked in (NotebookSettings[])[r.Asked]
                where asked.Profile == Profile.Smoke || asked.Data.Name == Cifar10.Name
                let transfer = r.Transfer()
                let place = transfer.Rows().GroupBy(r => r.Data).Last().GroupBy(r => r.Resolution).MaxBy(r => r.Key)
                let tests = place.ToDictionary(r => r.Origin, r => r.Test)
                select Claim.OfSamples(
                    $"blocks found on CIFAR-10 above random ones on {transfer.Settings[^1].Data.Name} (stand-in)",
                    tests[BlockOrigin.Found],
                    tests[BlockOrigin.Random],
                    TransferResults.Stream // the interval is that of its gap
                ) with
                {
                    Label = "found − random blocks",
                },
        };

    /// <summary>Correlation of surrogate and true accuracy, what training a surrogate costs, and an architecture.</summary>
    public static PaperTable Table4 { get; } =
        new(
            "Table 4",
            "06-predicting-performance",
            [
                Random100,
                Top50,
                "training the surrogate (paper: GPU hours; ours: minutes on one thread)",
                "an architecture (paper: GPU seconds; ours: seconds on one thread)",
            ],
            PaperExperiments.Table4,
            PaperExperiments.Costs
        )
        {
            Rows =
            [
                new("SGD 10 steps", [0.26, -0.05, null, 0.9], OfSteps(10)),
                new("SGD 100 steps", [0.59, 0.06, null, 9], OfSteps(100)),
                new("SGD 200 steps", [0.62, 0.20, null, 18], OfSteps(200)),
                new("SGD 1000 steps", [0.77, 0.26, null, 90], OfSteps(1_000)),
                new("One-shot (paper: trained at N = 17)", [0.58, 0.31, 9.8, 0.06], Surrogate(ProfileSettings.OneShot)),
                new(
                    "GHN (paper: N = 7, T = 5, forward-backward)",
                    [0.68, 0.48, 6.1, 0.08],
                    Surrogate(ProfileSettings.Base)
                ),
            ],
            More = r =>
                from ranking in (SurrogateRanking[])
                    [
                        .. r.Rankings(PaperExperiments.Table4)
                            .Where(s => s.Name is not (ProfileSettings.OneShot or ProfileSettings.Base)),
                        r.ZeroCostScores()[0],
                        SurrogateRanking.AnotherTraining(r.Truth()),
                    ]
                select new PaperRow(ranking.Name, s_none, _ => [.. Correlations(ranking), null, null]),
            Tests = r => [AboveOneShot(r, 0, "Random-100", Correlation.Pearson), AboveOneShot(r, 1, "Top-50", s_top50)],
        };

    /// <summary>Stacked hypernetworks, with shared parameters (SP) and passing embeddings (PE).</summary>
    public static PaperTable Table5 { get; } =
        new("Table 5", "09-motif-sharing-ablation", [Random100, Top50], PaperExperiments.Table4, "table5")
        {
            Rows =
            [
                new("neither", [0.24, 0.15], r => Correlations(Stacked(r, shared: false, pass: false))),
                new("PE", [0.44, 0.37], r => Correlations(Stacked(r, shared: false, pass: true))),
                new("SP and PE", [0.68, 0.48], r => Correlations(Stacked(r, shared: true, pass: true))),
            ],
            More = r =>
                Stacked(r, shared: true, pass: false) is var alone
                    ? [new(alone.Name, s_none, _ => Correlations(alone))]
                    : [],
            Tests = Sharing,
        };

    private static Func<PaperResults, IReadOnlyList<Measured?>> Top(string surrogate) =>
        r => Networks(r.Searches().Of(surrogate).Top.Select(t => t.Trained), r.Searches().Of(surrogate).Cost);

    private static Func<PaperResults, IReadOnlyList<Measured?>> TopBest(string surrogate) =>
        r => Networks(r.Searches().Of(surrogate).Runs, r.Searches().Of(surrogate).CostOfBest);

    private static Measured?[] Networks(IEnumerable<TrueAccuracy> networks, double? cost) =>
        [Reported.Of(networks.Select(n => 100 * n.Test)), Reported.Of(networks.Select(n => n.Parameters / 1e6)), cost];

    private static Measured?[] Mobile(PaperResults results)
    {
        Measured notRun = new(null, "not run here");
        if (results.TrainedOnImageNet() is { Count: > 0 } trained)
            return
            [
                Reported.Of(trained.Select(t => 100 * t.Accuracy)),
                Reported.Of(trained.Select(t => t.Parameters / 1e6)),
                notRun,
            ];
        var search = results.Searches().Of(ProfileSettings.Base);
        var network = ImageNetMobile.Build(search.Best.Trained.Block, normAffine: true);
        return [notRun, network.ParameterCount / 1e6, search.CostOfBest];
    }

    private static Func<PaperResults, IReadOnlyList<Measured?>> OfSteps(int steps) =>
        r =>
            r.Truth().Steps.Contains(steps)
                ? [.. Correlations(SurrogateRanking.OfSteps(steps, r.Truth())), null, r.Costs().Judging(steps).Seconds]
                : [null, null, null, null];

    private static Func<PaperResults, IReadOnlyList<Measured?>> Surrogate(string name) =>
        r => [.. Correlations(r.Ranking(name)), r.Costs().Training(name).Seconds / 60, r.Costs().Score(name).Seconds];

    internal static IReadOnlyList<Measured?> Correlations(SurrogateRanking ranking) =>
        [ranking.Mean(Correlation.Pearson), ranking.Mean(s_top50)];

    private static SurrogateRanking Stacked(PaperResults results, bool shared, bool pass) =>
        results.Variant(
            "table5",
            o => o.Hypernetwork.Gnn is var g && (g.SharedParameters, g.PassEmbeddings) == (shared, pass)
        )!;

    private static double Above(PaperRow row, PaperRow other, int quantity) =>
        row.Paper[quantity]!.Mean - other.Paper[quantity]!.Mean;

    private static Claim AboveOneShot(PaperResults results, int quantity, string column, Agreement agreement) =>
        Claim.OfAgreement(
            $"GHN above one-shot, {column}",
            results.Ranking(ProfileSettings.Base),
            results.Ranking(ProfileSettings.OneShot),
            agreement
        ) with
        {
            Label = $"GHN − one-shot, {(quantity == 0 ? "all" : "better half")}",
            Paper = Above(Table4.Rows[^1], Table4.Rows[^2], quantity),
        };

    /// <summary>
    /// Neither below passing alone below both, by Page's test over seeds; and its last step, sharing added to passing, by the
    /// sign-flip test over seeds.
    /// </summary>
    private static Claim[] Sharing(PaperResults results)
    {
        var (neither, passing, both) = (
            Stacked(results, shared: false, pass: false),
            Stacked(results, shared: false, pass: true),
            Stacked(results, shared: true, pass: true)
        );
        var rows = Table5.Rows;
        return
        [
            Claim.OfOrder("neither < PE < SP and PE", neither, passing, both) with
            {
                Label = "SP and PE − neither",
                Paper = Above(rows[2], rows[0], 0),
            },
            Claim.OfPairs("SP and PE above PE", [both], [passing]) with
            {
                Label = "SP and PE − PE",
                Paper = Above(rows[2], rows[1], 0),
            },
        ];
    }
}
