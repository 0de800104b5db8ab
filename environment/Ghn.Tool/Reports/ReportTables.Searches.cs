using Ghn.Display;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Studies;

namespace Ghn.Tool.Reports;

internal sealed partial class ReportTables
{
    private Table Search()
    {
        var evidence = Evidence("table4", "table1", "costs");
        var truth = evidence.Truth();
        var draws = (int)Math.Round(evidence.Searches().Of("ghn").CostOfBest);
        double Best(int chosen) => // test accuracy of the other training, so that the choice does not flatter it
            BestOfRandom.Expected(truth.TestOf(1 - chosen), truth.ValidationOf(chosen, truth.Steps[^1]), draws);
        var rows = PaperTables.Table1.Compute(evidence).Concat(PaperTables.Table2.Compute(evidence));
        return Table
            .From(
                rows.Where(r => r.Ours is not null),
                ("networks", r => r.Row.Method),
                ("test accuracy (%)", r => ((Reported)r.Ours![0]!.Shown).ToString("0.0", CultureInfo.InvariantCulture)),
                ("search cost (trainings)", r => r.Ours![2]?.Value is { } cost ? R(cost, "0.0") : null),
                ("paper (%)", r => r.Row.Paper[0]),
                ("paper (GPU days)", r => r.Row.Paper[2]?.ToString())
            )
            .Row(
                $"Random, best of {draws} full trainings",
                R(100 * truth.Seeds.Average(Best), "0.0"),
                R(draws, "0.0"),
                null,
                null
            );
    }

    private Table Anytime()
    {
        var anytime = new AnytimeResults(s_complete, results);
        return Table.From(
            [anytime.Ranking(), anytime.RankingByCost(), anytime.AnotherTraining()],
            ("predictor", p => p.Name),
            ("r, all", p => R(p.Mean(s_all))),
            ("r, without the worst tenth", p => R(p.Mean(s_most))),
            ("r, better half", p => R(p.Mean(s_half))),
            ("r, better half by prediction", p => R(p.Mean((scores, truth) => s_half(truth, scores))))
        );
    }

    private Table Figure4()
    {
        var anytime = new AnytimeResults(s_complete, results);
        double[] Areas(IEnumerable<FoundAnytime> networks) => anytime.TestAreas(networks.Select(n => n.Trained));
        var random = anytime.TestAreas(anytime.Random());
        var rows = Enumerable
            .Range(0, anytime.Options.Searches)
            .Select(seed => (Name: $"best by the GHN, seed {seed}", Areas: Areas(anytime.Top(seed))))
            .Append((Name: "best by costs alone", Areas: Areas(anytime.TopByCost())));
        return Table
            .From(
                rows,
                ("networks", n => n.Name),
                ("number", n => n.Areas.Length),
                ("area (%)", n => Percent(n.Areas)),
                (
                    "minus random (points)",
                    n => Points(Bootstrap.OfDifference(n.Areas, random, new(0, "bootstrap Figure 4")))
                ),
                ("p, one-sided", n => Significance.Format(Significance.TwoSampleTest(n.Areas, random).OneSidedPValue))
            )
            .Row("random", random.Length, Percent(random), null, null);
    }

    private Table Figure3()
    {
        var anytime = new AnytimeResults(s_complete, results);
        var searched = anytime.Searched()[0].Runs;
        PermutationTest Against(IReadOnlyList<TrainedAnytime> runs) =>
            Significance.TwoSampleTest(anytime.TestAreas(searched), anytime.TestAreas(runs));
        return Table.From(
            anytime
                .HandMade()
                .Concat(anytime.Controls())
                .Append(new("searched", searched))
                .OrderByDescending(n => n.Value.Average(anytime.TestArea)),
            ("network", n => n.Key),
            ("area (%)", n => Percent(anytime.TestAreas(n.Value))),
            ("best exit (%)", n => Percent(n.Value.Select(r => r.BestTest))),
            ("10³ parameters", n => R(n.Value[0].Parameters / 1e3, "0")),
            (
                "searched minus it (points)",
                n => n.Value == searched ? null : WithSign.Of(100 * Against(n.Value).MeanDifference)
            ),
            ("p, two-sided", n => n.Value == searched ? null : Significance.Format(Against(n.Value).PValue))
        );
    }

    private Table Transfer()
    {
        var transfer = new TransferResults(s_complete, results);
        string Of(TransferGap place, BlockOrigin origin) =>
            Percent(
                transfer
                    .Rows()
                    .Single(r => (r.Data, r.Resolution, r.Origin) == (place.Data, place.Resolution, origin))
                    .Test
            );
        return Table.From(
            transfer.Gaps(),
            ("data set, pixels", g => $"{g.Data}, {g.Resolution}"),
            ("found (%)", g => Of(g, BlockOrigin.Found)),
            ("random (%)", g => Of(g, BlockOrigin.Random)),
            ("found minus random (points)", g => Points(g.Difference)),
            ("p", g => Significance.Format(g.PValue)),
            ("p, Holm", g => Significance.Format(g.Holm))
        );
    }

    private Table Places() =>
        Table.From(
            new TransferResults(s_complete, results).Agreements(),
            ("from", a => $"{a.From.Data}, {a.From.Resolution}"),
            ("to", a => $"{a.To.Data}, {a.To.Resolution}"),
            ("r", a => R(a.R)),
            ("r if only noise", a => R(a.Most)),
            ("r, better half", a => a.BetterHalf is { } half ? R(half) : null)
        );

    private static string Points(Interval i) =>
        $"{WithSign.Of(100 * i.Estimate)} [{WithSign.Of(100 * i.Low)}, {WithSign.Of(100 * i.High)}]";
}
