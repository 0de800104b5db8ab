using Ghn.Experiments.Studies;
using Ghn.Gnn;

namespace Ghn.Experiments.Paper;

/// <summary>The paper's figures: it has curves and no numbers, so each point of ours has its rank in them.</summary>
public static class PaperFigures
{
    private const string Area = "area under accuracy against multiply-adds (%), mean ± sd";

    /// <summary>
    /// The searched anytime networks above those made by hand. The claim is the largest p of all these pairs, which needs no
    /// correction; for the contrary, all of them below the family that is best on validation images.
    /// </summary>
    public static PaperTable Figure3 { get; } =
        new("Figure 3", "10-anytime-prediction", [Area])
        {
            Profile = r => r.Anytime().Settings.Profile,
            More = r =>
                [
                    Areas(r, "searched", 1, r.Anytime().Searched().SelectMany(s => s.Runs)),
                    .. r.Anytime().HandMade().Select(h => Areas(r, h.Key, 0, h.Value)),
                ],
            Tests = r =>
                from anytime in (AnytimeResults[])[r.Anytime()]
                select Claim.OfAll(
                    "searched anytime networks above all hand-made ones",
                    [.. anytime.Searched().Select(s => anytime.TestAreas(s.Runs))],
                    [.. anytime.HandMade().Values.Select(anytime.TestAreas)],
                    anytime.TestAreas(anytime.HandMade()[anytime.BestHandMade()]),
                    "bootstrap Figure 3"
                ) with
                {
                    Label = "searched − best hand-made",
                },
        };

    /// <summary>The anytime networks that the first search has found above random ones.</summary>
    public static PaperTable Figure4 { get; } =
        new("Figure 4", "10-anytime-prediction", [Area])
        {
            Profile = Figure3.Profile,
            More = r =>
                [
                    Areas(r, "best by GHN", 1, r.Anytime().Top().Select(f => f.Trained)),
                    Areas(r, "random networks", 0, r.Anytime().Random()),
                ],
            Tests = r =>
                [
                    Claim.OfSamples(
                        "the GHN's best anytime networks above random ones",
                        r.Anytime().TestAreas(r.Anytime().Top().Select(f => f.Trained)),
                        r.Anytime().TestAreas(r.Anytime().Random()),
                        "bootstrap Figure 4"
                    ) with
                    {
                        Label = "GHN's best − random",
                    },
                ],
        };

    /// <summary>Fewer nodes in training rank better, by Page's test over seeds: with equal steps, and with equal compute.</summary>
    public static PaperTable Figure5a { get; } =
        new(
            "Figure 5a",
            "08-graph-size-ablation",
            [$"{PaperTables.Random100}, equal steps", $"{PaperTables.Random100}, equal compute"],
            PaperExperiments.Table4,
            "fig5a"
        )
        {
            // Those of the scale that was asked for, even where it has no numbers yet.
            More = r =>
                ProfileSettings
                    .Of(r.Asked.Profile)
                    .TrainingNodes.Select(n => new PaperRow(
                        $"N = {n}",
                        [],
                        r =>
                            [
                                Sized(r, n, true)?.Mean(Correlation.Pearson),
                                Sized(r, n, false)?.Mean(Correlation.Pearson),
                            ]
                    )
                    {
                        Order = [(-n, ""), (-n, "")],
                    }),
            Tests = r => [Fewer(r, true), Fewer(r, false)],
        };

    /// <summary>
    /// Forward-backward is above synchronous at every T, by the sign-flip test of one difference a seed, its mean over T; and
    /// more phases of forward-backward are better, by Page's test over seeds.
    /// </summary>
    public static PaperTable Figure5b { get; } =
        new(
            "Figure 5b",
            "07-message-passing-ablation",
            [$"{PaperTables.Random100}, schemes at the same T", $"{PaperTables.Random100}, phases of the same scheme"],
            PaperExperiments.Table4,
            "fig5b"
        )
        {
            More = r => [.. Curve(r, PropagationScheme.ForwardBackward), .. Curve(r, PropagationScheme.Synchronous)],
            Tests = Schemes,
        };

    private static PaperRow Areas(
        PaperResults results,
        string method,
        double rank,
        IEnumerable<TrainedAnytime> networks
    ) =>
        new(method, [], _ => [Reported.Of(results.Anytime().TestAreas(networks).Select(a => 100 * a))])
        {
            Order = [(rank, "")],
        };

    /// <summary>The GHN trained on blocks of a size, for as many steps as the one that all start from, or for as long.</summary>
    private static SurrogateRanking? Sized(PaperResults results, int nodes, bool equalSteps)
    {
        var start = results.Scale.Ghn.Training;
        return results.Variant(
            "fig5a",
            o =>
                o.Training.Blocks.Nodes == nodes
                && (nodes == start.Blocks.Nodes || o.Training.Steps == start.Steps == equalSteps)
        );
    }

    private static Claim Fewer(PaperResults results, bool equalSteps) =>
        Claim.OfOrder(
            $"fewer nodes in training, larger r, {(equalSteps ? "equal steps" : "equal compute")}",
            [.. results.Scale.TrainingNodes.OrderDescending().Select(n => Sized(results, n, equalSteps)!)]
        ) with
        {
            Label = $"fewer nodes ({(equalSteps ? "steps" : "compute")})",
        };

    private static (int Phases, SurrogateRanking Ranking)[] Phases(PaperResults results, PropagationScheme scheme) =>
        [
            .. from variant in results.Compared("fig5b")
            let gnn = variant.Options.Hypernetwork.Gnn
            where gnn.Scheme == scheme
            orderby gnn.Phases
            select (gnn.Phases, variant.Ranking),
        ];

    private static IEnumerable<PaperRow> Curve(PaperResults results, PropagationScheme scheme) =>
        from point in Phases(results, scheme)
        let isBoth = scheme == PropagationScheme.ForwardBackward
        let r = point.Ranking.Mean(Correlation.Pearson)
        select new PaperRow($"{(isBoth ? "forward-backward" : "synchronous")}, T = {point.Phases}", [], _ => [r, r])
        {
            Order = [(isBoth ? 1 : 0, $"{point.Phases}"), (point.Phases, $"{scheme}")],
        };

    private static Claim[] Schemes(PaperResults results)
    {
        SurrogateRanking[] Of(PropagationScheme scheme) => [.. Phases(results, scheme).Select(p => p.Ranking)];
        var forwardBackward = Of(PropagationScheme.ForwardBackward);
        return
        [
            Claim.OfPairs(
                "forward-backward above synchronous, mean over T",
                forwardBackward,
                Of(PropagationScheme.Synchronous)
            ) with
            {
                Label = "forward-backward",
            },
            Claim.OfOrder("more phases of forward-backward, larger r", forwardBackward) with
            {
                Label = "more phases",
            },
        ];
    }
}
