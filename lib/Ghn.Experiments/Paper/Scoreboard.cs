using System.Globalization;
using Ghn.Data;
using Ghn.Experiments.Anytime;
using Ghn.Experiments.Mobile;
using Ghn.Experiments.Statistics;
using Ghn.Gnn;
using Ghn.Graphs;

namespace Ghn.Experiments.Paper;

/// <summary>
/// Every table and figure of the paper beside what the ledgers say, at one scale; a table or figure whose ledgers are not
/// complete at that scale says so, and hides no other. Nothing is computed for it.
/// </summary>
/// <param name="settings">Profile and data; always a replay.</param>
/// <param name="resultsFolder">The folder of the ledgers.</param>
public sealed class Scoreboard(NotebookSettings settings, string resultsFolder)
{
    private const string Random100 = "Pearson's r, Random-100";
    private const string Top50 = "Pearson's r, Top-50";

    private static readonly string[] s_equal = ["equal steps", "equal compute"];

    /// <summary>All of them, sorted as in the paper.</summary>
    public IReadOnlyList<ScoreboardTable> All() =>
        [
            .. (
                (IEnumerable<ScoreboardTable>)
                    [.. Searches(), .. Mobile(), .. Table4(), .. Table5(), .. Anytime(), .. Figure5a(), .. Figure5b()]
            ).Select(t => t.Profile == Profile.Smoke && settings.Profile != Profile.Smoke ? t.WithoutOurs() : t),
        ];

    private Evidence Of(params string[] experiments) =>
        new(settings with { Replay = true }, resultsFolder, experiments);

    private IEnumerable<ScoreboardTable> Searches()
    {
        var evidence = Of(PaperExperiments.Table4, PaperExperiments.Table1, PaperExperiments.Costs);
        var search = evidence.Searches();
        return Columns("Table 1", search.Table1(), evidence.Settings.Profile, "test accuracy, over networks")
            .Concat(
                Columns(
                    "Table 2",
                    search.Table2(),
                    evidence.Settings.Profile,
                    "test accuracy, over runs of one network"
                )
            );
    }

    /// <summary>
    /// The best found block at the paper's size: trained on ImageNet where somebody has done that, else its parameters alone;
    /// batch norms' included.
    /// </summary>
    private IEnumerable<ScoreboardTable> Mobile()
    {
        const string notRun = "not run here";
        var evidence = Of(PaperExperiments.Table4, PaperExperiments.Table1, PaperExperiments.Costs);
        var search = evidence.Searches();
        var cost = search
            .Table2()
            .Where(r => r.Paper.Ours is not null)
            .ToDictionary(r => r.Paper.Ours!, r => r.Trainings);
        var paper = settings with { Profile = Profile.Paper, Data = settings.Data with { Name = Cifar10.Name } };
        var trained = MobileEvidence.Found(paper, resultsFolder);
        SearchRow Row(SearchNumbers numbers) =>
            numbers.Ours is not { } name ? new(numbers, null, null, null)
            : trained.Count > 0
                ? new(
                    numbers,
                    Reported.Of(trained.Select(t => t.Parameters / 1e6)),
                    Reported.Of(trained.Select(t => 100 * t.Accuracy)),
                    null
                )
            : new(
                numbers,
                new(ImageNetMobile.Build(search.Of(name).Best.Trained.Block, normAffine: true).ParameterCount / 1e6),
                null,
                cost[name]
            );
        return Columns(
                "Table 3",
                [.. PaperNumbers.Table3.Select(Row)],
                trained.Count > 0 ? Profile.Paper : evidence.Settings.Profile,
                "ImageNet top-1 accuracy"
            )
            .Select(
                (table, column) =>
                    table with
                    {
                        Profile =
                            column == 0 && trained.Count == 0 && evidence.Settings.Profile != Profile.Smoke
                                ? null // accuracy: the others are known without a training
                                : table.Profile,
                        Notebook = "11-imagenet-mobile",
                        Quantity =
                            column == 1 && trained.Count == 0
                                ? $"{table.Quantity}; ours: the {evidence.Settings.Profile.ToString().ToLowerInvariant()} profile's block at the paper's chain"
                                : table.Quantity,
                        Rows =
                        [
                            .. table.Rows.Select(r =>
                                r.Rank is not null && r.Value is null ? r with { Ours = notRun } : r
                            ),
                        ],
                    }
            );
    }

    /// <summary>The searched network is above those made by hand, and the best by GHN above random ones.</summary>
    private ScoreboardTable[] Anytime()
    {
        var evidence = new AnytimeEvidence(settings with { Replay = true }, resultsFolder);
        ScoreboardRow Area(string method, double rank, IEnumerable<TrainedAnytime> networks)
        {
            var ours = Reported.Of(networks.Select(n => 100 * evidence.TestArea(n)));
            return new(method, null, rank, ours.Mean, ours.ToString());
        }
        ScoreboardTable Figure(string where, params ScoreboardRow[] rows) =>
            new(
                where,
                "area under accuracy against multiply-adds (%), mean ± sd",
                "10-anytime-prediction",
                evidence.Settings.Profile,
                rows
            );
        return
        [
            Figure(
                "Figure 3",
                [
                    Area("searched", 1, evidence.Searched().SelectMany(s => s.Runs)),
                    .. evidence.HandMade().Select(h => Area(h.Key, 0, h.Value)),
                ]
            ),
            Figure(
                "Figure 4",
                Area("best by GHN", 1, evidence.Top().Select(f => f.Trained)),
                Area("random networks", 0, evidence.Random())
            ),
        ];
    }

    private static ScoreboardTable[] Columns(
        string where,
        IReadOnlyList<SearchRow> rows,
        Profile? profile,
        string accuracy = "test accuracy"
    )
    {
        ScoreboardTable Column(string quantity, Func<SearchRow, (Reported? Paper, Reported? Ours)> of) =>
            new(
                where,
                quantity,
                profile is null ? null : "05-search",
                profile,
                [
                    .. from row in rows
                    let value = of(row)
                    where value.Paper is not null || value.Ours is not null || row.Paper.Ours is null // random networks cost no search
                    select new ScoreboardRow(
                        row.Paper.Method,
                        value.Paper,
                        row.Paper.Ours is null ? null : value.Paper?.Mean, // none of a row that the paper does not have
                        value.Ours?.Mean,
                        value.Ours?.ToString()
                    ),
                ]
            );
        var parameters = Column("parameters (millions), mean ± sd", r => (r.Paper.Parameters, r.Parameters));
        return
        [
            Column($"{accuracy} (%), mean ± sd", r => (r.Paper.Accuracy, r.Accuracy)),
            parameters with
            {
                Rows = [.. parameters.Rows.Select(r => r with { Group = r.Method })], // no order is claimed
            },
            Column(
                "search cost (paper: GPU days; ours: trainings of one network)",
                r => (One(r.Paper.GpuDays), One(r.Trainings))
            ),
        ];
    }

    private ScoreboardTable[] Table4()
    {
        var evidence = Of(PaperExperiments.Table4, PaperExperiments.Costs);
        var truth = evidence.Truth();
        var rankings = evidence.Rankings(PaperExperiments.Table4);
        SurrogateRanking? RankingOf(string name) =>
            !int.TryParse(name, CultureInfo.InvariantCulture, out var steps) ? rankings.First(r => r.Name == name)
            : truth.Steps.Contains(steps) ? SurrogateRanking.OfSteps(steps, truth)
            : null;
        return
        [
            .. Correlations(
                "Table 4",
                "06-predicting-performance",
                evidence,
                PaperNumbers.Table4,
                RankingOf,
                [
                    .. rankings.Where(r => PaperNumbers.Table4.All(n => n.Ours != r.Name)),
                    evidence.Predictors()[0],
                    SurrogateRanking.AnotherTraining(truth),
                ]
            ),
            .. Costs(evidence),
        ];
    }

    /// <summary>What the surrogates of table 4 cost.</summary>
    private static ScoreboardTable[] Costs(Evidence evidence)
    {
        var (truth, costs) = (evidence.Truth(), evidence.Costs());
        double? SecondsEach(string name) =>
            !int.TryParse(name, CultureInfo.InvariantCulture, out var steps) ? costs.Score(name).Seconds
            : truth.Steps.Contains(steps) ? costs.Judging(steps).Seconds
            : null;
        ScoreboardTable Column(string quantity, Func<CorrelationNumbers, double?> paper, Func<string, double?> ours) =>
            new(
                "Table 4",
                quantity,
                "06-predicting-performance",
                evidence.Settings.Profile,
                [
                    .. from numbers in PaperNumbers.Table4
                    let cost = paper(numbers)
                    where cost is not null
                    let value = ours(numbers.Ours)
                    select new ScoreboardRow(numbers.Method, One(cost), cost, value, One(value)?.ToString()),
                ]
            );
        return
        [
            Column(
                "training the surrogate (paper: GPU hours; ours: minutes on one thread)",
                n => n.InitialHours,
                name => costs.Training(name).Seconds / 60
            ),
            Column(
                "an architecture (paper: GPU seconds; ours: seconds on one thread)",
                n => n.SecondsEach,
                SecondsEach
            ),
        ];
    }

    private ScoreboardTable[] Table5()
    {
        var evidence = Of(PaperExperiments.Table4, "table5");
        var rankings = evidence.Compared("table5").ToDictionary(c => c.Ranking.Name, c => c.Ranking);
        return Correlations(
            "Table 5",
            "09-motif-sharing-ablation",
            evidence,
            PaperNumbers.Table5,
            name => rankings[name],
            [.. rankings.Values.Where(r => PaperNumbers.Table5.All(n => n.Ours != r.Name))]
        );
    }

    private static ScoreboardTable[] Correlations(
        string where,
        string notebook,
        Evidence evidence,
        IReadOnlyList<CorrelationNumbers> numbers,
        Func<string, SurrogateRanking?> rankingOf,
        IReadOnlyList<SurrogateRanking> more
    )
    {
        ScoreboardTable Column(string quantity, Func<CorrelationNumbers, double> paper, Agreement agreement) =>
            new(
                where,
                quantity,
                notebook,
                evidence.Settings.Profile,
                [
                    .. numbers.Select(n => Row(n.Method, One(paper(n)), paper(n), rankingOf(n.Ours)?.Mean(agreement))),
                    .. more.Select(r => Row(r.Name, null, null, r.Mean(agreement))),
                ]
            );
        return
        [
            Column(Random100, n => n.Random100, Correlation.Pearson),
            Column(Top50, n => n.Top50, TopK.AmongBest(0.5, Correlation.Pearson)),
        ];
    }

    /// <summary>Fewer nodes in training are better.</summary>
    private IEnumerable<ScoreboardTable> Figure5a()
    {
        var evidence = Of(PaperExperiments.Table4, "fig5a");
        var compared = evidence.Compared("fig5a");
        // Those of this scale, even where it has no numbers yet.
        var sizes = EvidenceScale.Of(settings.Profile).TrainingNodes;
        return from equal in s_equal
            select new ScoreboardTable(
                "Figure 5a",
                $"{Random100}, {equal}",
                "08-graph-size-ablation",
                evidence.Settings.Profile,
                [
                    .. from nodes in sizes
                    let variant = compared.FirstOrDefault(v =>
                        v.Options.Training.Space.Nodes == nodes
                        && (v == compared[0] || v.Ranking.Name.EndsWith(equal, StringComparison.Ordinal))
                    )
                    select Row($"N = {nodes}", null, -nodes, variant.Ranking?.Mean(Correlation.Pearson)),
                ]
            );
    }

    /// <summary>Forward-backward is above synchronous at every T, and more phases are better.</summary>
    private IEnumerable<ScoreboardTable> Figure5b()
    {
        var evidence = Of(PaperExperiments.Table4, "fig5b");
        var curves = (
            from variant in evidence.Compared("fig5b")
            let gnn = variant.Options.Hypernetwork.Gnn
            where gnn.Scheme is PropagationScheme.ForwardBackward or PropagationScheme.Synchronous
            orderby gnn.Scheme, gnn.Phases
            let r = variant.Ranking.Mean(Correlation.Pearson)
            select (
                Gnn: gnn,
                Name: $"{(gnn.Scheme == PropagationScheme.Synchronous ? "synchronous" : "forward-backward")}, T = {gnn.Phases}",
                R: r
            )
        ).ToArray();
        ScoreboardTable Comparison(string what, Func<GnnOptions, double> rank, Func<GnnOptions, string> group) =>
            new(
                "Figure 5b",
                $"{Random100}, {what}",
                "07-message-passing-ablation",
                evidence.Settings.Profile,
                [.. curves.Select(c => Row(c.Name, null, rank(c.Gnn), c.R) with { Group = group(c.Gnn) })]
            );
        return
        [
            Comparison(
                "schemes at the same T",
                g => g.Scheme == PropagationScheme.ForwardBackward ? 1 : 0,
                g => $"{g.Phases}"
            ),
            Comparison("phases of the same scheme", g => g.Phases, g => $"{g.Scheme}"),
        ];
    }

    private static ScoreboardRow Row(string method, Reported? paper, double? rank, Interval? ours) =>
        new(method, paper, rank, ours?.Estimate, ours?.ToString());

    private static Reported? One(double? value) => value is { } v ? new Reported(v) : null;
}
