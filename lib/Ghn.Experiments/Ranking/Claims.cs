using Ghn.Experiments.Statistics;
using Ghn.Gnn;
using static System.FormattableString;

namespace Ghn.Experiments.Ranking;

/// <summary>One of the paper's claims, and what ours says to it.</summary>
/// <param name="Where">Table or figure of the paper.</param>
/// <param name="Text">The claim.</param>
/// <param name="Difference">Ours, as text: positive where it is as claimed.</param>
/// <param name="For">One-sided p of the alternative that the claim holds.</param>
/// <param name="Against">One-sided p of the alternative that its contrary holds.</param>
/// <param name="Profile">At which scale ours was computed.</param>
public sealed record Claim(string Where, string Text, string Difference, double For, double Against, Profile Profile);

/// <summary>
/// The claims of the paper that an order can be tested of. A test over seeds says nothing about other architectures than the
/// ground truth's, and one over architectures nothing about other trainings of the surrogate.
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
            Anytime(new AnytimeEvidence(replay, resultsFolder)),
            Table4(Of()),
            Table5(Of("table5")),
            Figure5a(Of("fig5a")),
            Figure5b(Of("fig5b")),
        ];
        return [.. all.SelectMany(c => c).Where(c => c.Profile == settings.Profile)];
    }

    /// <summary>
    /// What each claim comes to, together with all others of the list: both its p and that of its contrary are corrected by
    /// Holm's method over the list, and one of them decides if it is at most .05.
    /// </summary>
    public static IReadOnlyList<(double For, double Against, string Verdict)> Judge(IReadOnlyList<Claim> claims)
    {
        var (held, contrary) = (
            Significance.Holm([.. claims.Select(c => c.For)]),
            Significance.Holm([.. claims.Select(c => c.Against)])
        );
        return
        [
            .. held.Zip(
                contrary,
                (f, a) =>
                    (
                        f,
                        a,
                        f <= Level ? "reproduced"
                        : a <= Level ? "the contrary"
                        : "not decided"
                    )
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
        Claim Column(string column, Agreement agreement)
        {
            var test = Of(EvidenceScale.Base).Against(Of(EvidenceScale.OneShot), agreement);
            var above = test.Difference.Estimate >= 0 ? test.PValue / 2 : 1 - test.PValue / 2;
            return new(
                "Table 4",
                $"GHN above one-shot, {column}",
                Invariant($"{test.Difference.Estimate:+0.00;−0.00} in r"),
                above,
                1 - above,
                evidence.Settings.Profile
            );
        }
        return [Column("Random-100", Correlation.Pearson), Column("Top-50", TopK.AmongBest(0.5, Correlation.Pearson))];
    }

    /// <summary>
    /// Neither below passing alone below both, by Page's test over seeds; and sharing above own parameters, by the sign-flip
    /// test of one difference a seed, its mean with and without passing, because the trainings of a seed share their draws.
    /// </summary>
    public static IReadOnlyList<Claim> Table5(Evidence evidence)
    {
        var compared = evidence.Compared("table5");
        double[] Seeds(bool shared, bool pass) =>
            PerSeed(compared, g => (g.SharedParameters, g.PassEmbeddings) == (shared, pass));
        return
        [
            OfOrder(
                evidence,
                "Table 5",
                "neither < PE < SP and PE",
                [Seeds(false, false), Seeds(false, true), Seeds(true, true)]
            ),
            OfPairs(
                evidence,
                "Table 5",
                "shared above own parameters, mean over PE",
                Mean([Seeds(true, false), Seeds(true, true)]),
                Mean([Seeds(false, false), Seeds(false, true)])
            ),
        ];
    }

    /// <summary>Fewer nodes in training rank better, by Page's test over seeds: with equal steps, and with equal compute.</summary>
    public static IReadOnlyList<Claim> Figure5a(Evidence evidence)
    {
        var compared = evidence.Compared("fig5a");
        double[] Seeds(int nodes, string equal) =>
            [
                .. compared
                    .First(c =>
                        c.Options.Training.Space.Nodes == nodes
                        && (c == compared[0] || c.Ranking.Name.EndsWith(equal, StringComparison.Ordinal))
                    )
                    .Ranking.PerSeed(Correlation.Pearson),
            ];
        Claim Fewer(string equal) =>
            OfOrder(
                evidence,
                "Figure 5a",
                $"fewer nodes in training, larger r, {equal}",
                [.. evidence.Scale.TrainingNodes.OrderDescending().Select(n => Seeds(n, equal))]
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
        double[][] Curve(PropagationScheme scheme) =>
            [
                .. compared
                    .Select(c => c.Options.Hypernetwork.Gnn)
                    .Where(g => g.Scheme == scheme)
                    .Select(g => g.Phases)
                    .Order()
                    .Select(t => PerSeed(compared, g => (g.Scheme, g.Phases) == (scheme, t))),
            ];
        var forwardBackward = Curve(PropagationScheme.ForwardBackward);
        return
        [
            OfPairs(
                evidence,
                "Figure 5b",
                "forward-backward above synchronous, mean over T",
                Mean(forwardBackward),
                Mean(Curve(PropagationScheme.Synchronous))
            ),
            OfOrder(evidence, "Figure 5b", "more phases of forward-backward, larger r", forwardBackward),
        ];
    }

    /// <summary>
    /// The best network of each search above the best family made by hand, over all runs; and the ones that the first search
    /// has found above random ones.
    /// </summary>
    public static IReadOnlyList<Claim> Anytime(AnytimeEvidence evidence)
    {
        double[] Areas(IEnumerable<Ghn.Experiments.Anytime.TrainedAnytime> networks) =>
            [.. networks.Select(evidence.TestArea)];
        var profile = evidence.Settings.Profile;
        return
        [
            OfSamples(
                profile,
                "Figure 3",
                "searched above the best made by hand, area",
                Areas(evidence.Searched()),
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

    private static Claim OfSamples(
        Profile profile,
        string where,
        string text,
        IReadOnlyList<double> first,
        IReadOnlyList<double> second
    )
    {
        var test = Significance.TwoSampleTest(first, second);
        return new(
            where,
            text,
            Invariant($"{100 * test.MeanDifference:+0.0;−0.0} points"),
            test.OneSidedPValue,
            Significance.TwoSampleTest(second, first).OneSidedPValue,
            profile
        );
    }

    /// <summary>One seed has nothing to flip: no p below 1.</summary>
    private static Claim OfPairs(
        Evidence evidence,
        string where,
        string text,
        IReadOnlyList<double> first,
        IReadOnlyList<double> second
    )
    {
        double P(IReadOnlyList<double> a, IReadOnlyList<double> b) =>
            a.Count < 2 ? 1 : Significance.SignFlipTest(a, b).OneSidedPValue;
        return new(
            where,
            text,
            Invariant($"{first.Average() - second.Average():+0.000;−0.000} in r"),
            P(first, second),
            P(second, first),
            evidence.Settings.Profile
        );
    }

    /// <summary>One list of seeds a condition, the one that is claimed to be smallest first.</summary>
    private static Claim OfOrder(Evidence evidence, string where, string text, double[][] conditions)
    {
        double P(IReadOnlyList<double[]> order) =>
            Significance.PageTest([.. order[0].Select((_, s) => (double[])[.. order.Select(c => c[s])])]);
        return new(
            where,
            text,
            Invariant($"{conditions[^1].Average() - conditions[0].Average():+0.000;−0.000} in r, last minus first"),
            P(conditions),
            P([.. Enumerable.Reverse(conditions)]),
            evidence.Settings.Profile
        );
    }

    private static double[] PerSeed(
        IReadOnlyList<(SurrogateOptions Options, SurrogateRanking Ranking)> compared,
        Func<GnnOptions, bool> which
    ) => [.. compared.First(c => which(c.Options.Hypernetwork.Gnn)).Ranking.PerSeed(Correlation.Pearson)];

    private static double[] Mean(double[][] conditions) =>
        [.. conditions[0].Select((_, s) => conditions.Average(c => c[s]))];
}
