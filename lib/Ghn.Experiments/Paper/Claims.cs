using Ghn.Data;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Transfer;
using Ghn.Gnn;

namespace Ghn.Experiments.Paper;

/// <summary>One of the paper's claims, and what ours says to it.</summary>
/// <param name="Where">Table or figure of the paper.</param>
/// <param name="Text">The claim.</param>
/// <param name="Difference">
/// Ours, positive where it is as claimed, with its interval: of surrogates over architectures and seeds, of networks over
/// these, or over these and their runs.
/// </param>
/// <param name="Unit">Of the difference: "r", or "points" of accuracy.</param>
/// <param name="For">One-sided p of the alternative that the claim holds.</param>
/// <param name="Against">One-sided p of the alternative that its contrary holds.</param>
/// <param name="Profile">At which scale ours was computed.</param>
public sealed record Claim(
    string Where,
    string Text,
    Interval Difference,
    string Unit,
    double For,
    double Against,
    Profile Profile
)
{
    /// <summary>The paper's difference in the same unit; null: it has a curve, or networks of another size.</summary>
    public double? Paper { get; init; }

    /// <summary>Such as "+0.27 [+0.09, +0.40]".</summary>
    public string Told
    {
        get
        {
            string Short(double v) => WithSign.Of(v, Unit == "r" ? 2 : 1);
            return $"{Short(Difference.Estimate)} [{Short(Difference.Low)}, {Short(Difference.High)}]";
        }
    }

    /// <summary>Such as "+0.27 [+0.09, +0.40] in r".</summary>
    public string Ours => $"{Told} in {Unit}";
}

/// <summary>
/// The claims of the paper that an order can be tested of. A test over seeds says nothing about other architectures than the
/// ground truth's, so the interval of the difference, which does, has to agree with it.
/// </summary>
public static class Claims
{
    private const double Level = 0.05;

    /// <summary>All claims whose ledgers are there at the profile of the settings, in the paper's order.</summary>
    /// <param name="settings">Profile and data; always a replay.</param>
    /// <param name="resultsFolder">The folder of the ledgers.</param>
    public static IReadOnlyList<Claim> All(NotebookSettings settings, string resultsFolder)
    {
        var replay = settings with { Replay = true };
        Evidence Of(params string[] experiments) =>
            new(replay, resultsFolder, [PaperExperiments.Table4, .. experiments]);
        IReadOnlyList<Claim>[] all =
        [
            Table1(Of(PaperExperiments.Table1, PaperExperiments.Costs)),
            // Its data sets are its own, but the blocks are of the search on CIFAR-10.
            settings.Profile == Profile.Smoke
            || settings.Data.Name == Cifar10.Name
                ? Table3(new TransferEvidence(replay, resultsFolder))
                : [],
            Anytime(new AnytimeEvidence(replay, resultsFolder)),
            Table4(Of()),
            Table5(Of("table5")),
            Figure5a(Of("fig5a")),
            Figure5b(Of("fig5b")),
        ];
        return [.. all.SelectMany(c => c).Where(c => c.Profile == settings.Profile)];
    }

    /// <summary>
    /// What each claim comes to, together with all others of the list. The p of all claims and of all contraries are
    /// corrected together by Holm's method. One of them decides if it is at most .05 and the interval of the difference does
    /// not hold 0. What is not decided may still be smaller than the paper's difference: its interval ends below that.
    /// </summary>
    public static IReadOnlyList<(double For, double Against, string Verdict)> Judge(IReadOnlyList<Claim> claims)
    {
        var holm = Significance.Holm([.. claims.Select(c => c.For), .. claims.Select(c => c.Against)]);
        return
        [
            .. claims.Select(
                (c, i) =>
                {
                    var (held, contrary) = (holm[i], holm[claims.Count + i]);
                    var verdict =
                        held <= Level && c.Difference.Low > 0 ? "reproduced"
                        : contrary <= Level && c.Difference.High < 0 ? "the contrary"
                        : c.Difference.High < c.Paper ? "not decided, but less than the paper's"
                        : "not decided";
                    return (held, contrary, verdict);
                }
            ),
        ];
    }

    /// <summary>
    /// That a found block transfers, at a size that can be tested: blocks that were found on CIFAR-10 against random ones, on
    /// the other data set at its full resolution. The place was named before any of them was trained.
    /// </summary>
    public static IReadOnlyList<Claim> Table3(TransferEvidence evidence)
    {
        var place = evidence.Rows().GroupBy(r => r.Data).Last().GroupBy(r => r.Resolution).MaxBy(r => r.Key)!;
        double[] Of(BlockOrigin origin) => [.. place.Single(r => r.Origin == origin).Test];
        return
        [
            OfSamples(
                evidence.Settings[0].Profile,
                "Table 3",
                $"blocks found on CIFAR-10 above random ones, on {evidence.Settings[^1].Data.Name} (ours)",
                Of(BlockOrigin.Found),
                Of(BlockOrigin.Random),
                TransferEvidence.Stream // the interval is that of its gap
            ),
        ];
    }

    /// <summary>Random search with the GHN, against random networks: the ground truth's, trained with the first seed.</summary>
    public static IReadOnlyList<Claim> Table1(Evidence evidence)
    {
        double[] top = [.. evidence.Searches().Of(EvidenceScale.Base).Top.Select(t => t.Trained.Test)];
        return
        [
            OfSamples(
                evidence.Settings.Profile,
                "Table 1",
                "the best by GHN above random networks",
                top,
                evidence.Truth().TestOf(0)
            ),
        ];
    }

    /// <summary>The GHN against one-shot, over architectures and seeds (bootstrap).</summary>
    public static IReadOnlyList<Claim> Table4(Evidence evidence)
    {
        var rankings = evidence.Rankings(PaperExperiments.Table4);
        SurrogateRanking Of(string name) => rankings.First(r => r.Name == name);
        Claim Column(string column, Agreement agreement, Func<CorrelationNumbers, double> paper)
        {
            var test = Of(EvidenceScale.Base).Against(Of(EvidenceScale.OneShot), agreement);
            var above = test.Difference.Estimate >= 0 ? test.PValue / 2 : 1 - test.PValue / 2;
            return new(
                "Table 4",
                $"GHN above one-shot, {column}",
                test.Difference,
                "r",
                above,
                1 - above,
                evidence.Settings.Profile
            )
            {
                Paper =
                    paper(PaperNumbers.Table4.First(n => n.Ours == EvidenceScale.Base))
                    - paper(PaperNumbers.Table4.First(n => n.Ours == EvidenceScale.OneShot)),
            };
        }
        return
        [
            Column("Random-100", Correlation.Pearson, n => n.Random100),
            Column("Top-50", TopK.AmongBest(0.5, Correlation.Pearson), n => n.Top50),
        ];
    }

    /// <summary>
    /// Neither below passing alone below both, by Page's test over seeds; and its last step, sharing added to passing, by the
    /// sign-flip test over seeds.
    /// </summary>
    public static IReadOnlyList<Claim> Table5(Evidence evidence)
    {
        var compared = evidence.Compared("table5");
        SurrogateRanking Of(bool shared, bool pass) =>
            Find(compared, g => (g.SharedParameters, g.PassEmbeddings) == (shared, pass));
        var (neither, passing, both) = (PaperNumbers.Table5[0], PaperNumbers.Table5[1], PaperNumbers.Table5[2]);
        return
        [
            OfOrder(
                evidence,
                "Table 5",
                "neither < PE < SP and PE",
                [Of(false, false), Of(false, true), Of(true, true)]
            ) with
            {
                Paper = both.Random100 - neither.Random100,
            },
            OfPairs(evidence, "Table 5", "SP and PE above PE", [Of(true, true)], [Of(false, true)]) with
            {
                Paper = both.Random100 - passing.Random100,
            },
        ];
    }

    /// <summary>Fewer nodes in training rank better, by Page's test over seeds: with equal steps, and with equal compute.</summary>
    public static IReadOnlyList<Claim> Figure5a(Evidence evidence)
    {
        var compared = evidence.Compared("fig5a");
        SurrogateRanking Of(int nodes, string equal) =>
            compared
                .First(c =>
                    c.Options.Training.Space.Nodes == nodes
                    && (c == compared[0] || c.Ranking.Name.EndsWith(equal, StringComparison.Ordinal))
                )
                .Ranking;
        Claim Fewer(string equal) =>
            OfOrder(
                evidence,
                "Figure 5a",
                $"fewer nodes in training, larger r, {equal}",
                [.. evidence.Scale.TrainingNodes.OrderDescending().Select(n => Of(n, equal))]
            );
        return [Fewer("equal steps"), Fewer("equal compute")];
    }

    /// <summary>
    /// Forward-backward above synchronous, by the sign-flip test of one difference a seed, its mean over T; and more phases of
    /// forward-backward rank better, by Page's test over seeds.
    /// </summary>
    public static IReadOnlyList<Claim> Figure5b(Evidence evidence)
    {
        var compared = evidence.Compared("fig5b");
        SurrogateRanking[] Curve(PropagationScheme scheme) =>
            [
                .. compared
                    .Select(c => c.Options.Hypernetwork.Gnn)
                    .Where(g => g.Scheme == scheme)
                    .Select(g => g.Phases)
                    .Order()
                    .Select(t => Find(compared, g => (g.Scheme, g.Phases) == (scheme, t))),
            ];
        var forwardBackward = Curve(PropagationScheme.ForwardBackward);
        return
        [
            OfPairs(
                evidence,
                "Figure 5b",
                "forward-backward above synchronous, mean over T",
                forwardBackward,
                Curve(PropagationScheme.Synchronous)
            ),
            OfOrder(evidence, "Figure 5b", "more phases of forward-backward, larger r", forwardBackward),
        ];
    }

    /// <summary>
    /// The best network of every search above every family made by hand (the largest p of all these pairs, which needs no
    /// correction; for the contrary, all of them below the family that is best on validation images), and the ones that the
    /// first search has found above random ones.
    /// </summary>
    public static IReadOnlyList<Claim> Anytime(AnytimeEvidence evidence)
    {
        double[] Areas(IEnumerable<Ghn.Experiments.Anytime.TrainedAnytime> networks) =>
            [.. networks.Select(evidence.TestArea)];
        var profile = evidence.Settings.Profile;
        return
        [
            OfHandMade(
                profile,
                [.. evidence.Searched().Select(s => Areas(s.Runs))],
                [.. evidence.HandMade().Values.Select(Areas)],
                Areas(evidence.HandMade()[evidence.BestHandMade()])
            ),
            OfSamples(
                profile,
                "Figure 4",
                "the best by GHN above random networks, area",
                Areas(evidence.Top().Select(t => t.Trained)),
                Areas(evidence.Random())
            ),
        ];
    }

    /// <summary>
    /// Areas of the runs of each searched network and of each family, and of the best family. The interval: over the searched
    /// networks, their runs and the best family's.
    /// </summary>
    internal static Claim OfHandMade(
        Profile profile,
        IReadOnlyList<double[]> searched,
        IReadOnlyList<double[]> families,
        double[] best
    )
    {
        const string where = "Figure 3";
        return new(
            where,
            "searched above all made by hand, area",
            Bootstrap.Of(
                [searched.Count, searched[0].Length, best.Length],
                drawn =>
                    100
                    * (drawn[0].Average(n => drawn[1].Average(s => searched[n][s])) - drawn[2].Average(s => best[s])),
                new RandomStream(0, $"bootstrap {where}")
            ),
            "points",
            (from s in searched from f in families select Significance.TwoSampleTest(s, f).OneSidedPValue).Max(),
            searched.Max(s => Significance.TwoSampleTest(best, s).OneSidedPValue),
            profile
        );
    }

    private static Claim OfSamples(
        Profile profile,
        string where,
        string text,
        double[] first,
        IReadOnlyList<double> second,
        string? stream = null
    )
    {
        var test = Significance.TwoSampleTest(first, second);
        return new(
            where,
            text,
            Bootstrap.OfDifference(
                [.. first.Select(v => 100 * v)],
                [.. second.Select(v => 100 * v)],
                new RandomStream(0, stream ?? $"bootstrap {where}")
            ),
            "points",
            test.OneSidedPValue,
            Significance.TwoSampleTest(second, first).OneSidedPValue,
            profile
        );
    }

    /// <summary>One difference a seed, of means. One seed has nothing to flip: no p below 1.</summary>
    private static Claim OfPairs(
        Evidence evidence,
        string where,
        string text,
        IReadOnlyList<SurrogateRanking> first,
        IReadOnlyList<SurrogateRanking> second
    )
    {
        double[] Seeds(IReadOnlyList<SurrogateRanking> rankings) =>
            [
                .. Enumerable
                    .Range(0, rankings[0].Seeds)
                    .Select(s => rankings.Average(r => r.PerSeed(Correlation.Pearson)[s])),
            ];
        var (a, b) = (Seeds(first), Seeds(second));
        double P(IReadOnlyList<double> a, IReadOnlyList<double> b) =>
            a.Count < 2 ? 1 : Significance.SignFlipTest(a, b).OneSidedPValue;
        return new(
            where,
            text,
            SurrogateRanking.Difference(first, second, Correlation.Pearson),
            "r",
            P(a, b),
            P(b, a),
            evidence.Settings.Profile
        );
    }

    /// <summary>The one that is claimed to be smallest first; the difference is that of the last and the first.</summary>
    private static Claim OfOrder(Evidence evidence, string where, string text, SurrogateRanking[] conditions)
    {
        IReadOnlyList<double>[] seeds = [.. conditions.Select(c => c.PerSeed(Correlation.Pearson))];
        double P(IReadOnlyList<IReadOnlyList<double>> order) =>
            Significance.PageTest([.. order[0].Select((_, s) => (double[])[.. order.Select(c => c[s])])]);
        return new(
            where,
            text,
            SurrogateRanking.Difference([conditions[^1]], [conditions[0]], Correlation.Pearson),
            "r",
            P(seeds),
            P([.. Enumerable.Reverse(seeds)]),
            evidence.Settings.Profile
        );
    }

    private static SurrogateRanking Find(
        IReadOnlyList<(SurrogateOptions Options, SurrogateRanking Ranking)> compared,
        Func<GnnOptions, bool> which
    ) => compared.First(c => which(c.Options.Hypernetwork.Gnn)).Ranking;
}
