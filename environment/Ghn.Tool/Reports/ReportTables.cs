using Ghn.Display;
using Ghn.Experiments;
using Ghn.Experiments.Framework;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Studies;

namespace Ghn.Tool.Reports;

// The tables of the READMEs by name, from the stored workshop ledgers alone. Here those of rankings; searches are beside it.
internal sealed partial class ReportTables(string results)
{
    private static readonly Agreement s_all = Correlation.Pearson;
    private static readonly Agreement s_most = TopK.AmongBest(0.9, s_all);
    private static readonly Agreement s_half = TopK.AmongBest(0.5, s_all);
    private static readonly NotebookSettings s_stored = new(Profile.Workshop, true, new() { Name = Cifar10.Name });

    // Without a replay: an incomplete ledger is an error, and smoke numbers never stand in.
    private static readonly NotebookSettings s_complete = s_stored with { Replay = false };

    public string Markdown(string name) =>
        name == "accuracy" ? $"{R(100 * Accuracy(), "0.0")} %" : $"\n\n{Of(name).ToMarkdown()}\n\n";

    private Table Of(string name) =>
        name switch
        {
            "headline" => Headline(),
            "claims" => Claims(),
            "scale" => Scale(),
            "pilots" => Pilots(),
            "truth" => Table.From(Status("ground-truth"), ("measure", m => m.Key), ("value", m => m.Value)),
            "table4" => Table4(),
            "lead" => Lead(),
            "table5" or "fig5a" or "fig5b" => Variants(name),
            "wiring" => Wiring(),
            "schedule" => Schedule(),
            "search" => Search(),
            "anytime" => Anytime(),
            "fig4" => Figure4(),
            "fig3" => Figure3(),
            "transfer" => Transfer(),
            "places" => Places(),
            _ => throw new GhnException($"There is no table '{name}' to write."),
        };

    private double Accuracy()
    {
        using var training = new TrainingExperiment(s_stored, results);
        return training.Rank().Average(r => r.Accuracy);
    }

    // The same claims in fewer words, for the front page.
    private Table Headline()
    {
        var claims = new Scoreboard(s_stored, results).Claims();
        return Table.From(
            claims.Zip(Claim.Judge(claims)),
            ("claimed to be above 0", c => $"{c.First.Where}: {c.First.Label}"),
            ("paper", c => c.First.Paper is { } p ? WithSign.Of(p, 2) : null),
            ("ours", c => $"{c.First.Formatted} {c.First.Unit}"),
            ("verdict", c => c.Second.Verdict)
        );
    }

    private Table Claims()
    {
        var claims = new Scoreboard(s_stored, results).Claims();
        var searches = Evidence("table4", "table1", "costs").Searches();
        double Paper(string method) =>
            PaperTables.Table1.Rows.Single(r => r.Method.Contains(method, StringComparison.Ordinal)).Paper[2]!.Mean;
        return Table
            .From(
                claims.Zip(Claim.Judge(claims)),
                ("where", c => c.First.Where),
                ("claim", c => c.First.Text),
                ("paper", c => c.First.Paper is { } p ? WithSign.Of(p, 2) : null),
                ("ours [95 %]", c => $"{c.First.Formatted} {c.First.Unit}"),
                ("verdict", c => c.Second.Verdict)
            )
            .Row(
                "Table 1",
                "cost of one-shot's search over that of the GHN's",
                R(Paper("One-Shot Top (F = 32)") / Paper("GHN Top"), "0.0"),
                R(searches.Of("one-shot").Cost / searches.Of("ghn").Cost, "0.0"),
                "not tested"
            );
    }

    private static Table Scale() =>
        Table.From<(string Name, Func<ProfileSettings, object> Of)>(
            [
                ("blocks of a network", s => s.GroundTruth.Network.Blocks),
                ("nodes of a block, N", s => s.GroundTruth.Space.Nodes),
                ("initial channels, F", s => s.GroundTruth.Network.Channels),
                ("steps of a network's training", s => s.GroundTruth.Training.Steps),
                ("nodes of a block when the GHN is trained", s => s.Ghn.Training.Blocks.Nodes),
                ("steps of the GHN's training", s => s.Ghn.Training.Steps),
                ("phases of message passing, T", s => s.Ghn.Hypernetwork.Gnn.Phases),
            ],
            ("setting", s => s.Name),
            ("paper", s => s.Of(ProfileSettings.Of(Profile.Paper))),
            ("ours", s => s.Of(ProfileSettings.Of(Profile.Workshop)))
        );

    private Table Pilots()
    {
        var pilots = GroundTruthOptions.Pilots.Select(p => (Name: p.Key, Options: p.Value, Status: Status(p.Key)));
        Func<(string Name, GroundTruthOptions Options, Dictionary<string, string> Status), object?> Of(
            string measure
        ) => pilot => pilot.Status.GetValueOrDefault(measure);
        return Table.From(
            pilots,
            ("pilot", p => p.Name),
            ("F, N", p => $"{p.Options.Network.Channels}, {p.Options.Space.Nodes}"),
            ("architectures", Of("architectures trained with every seed")),
            ("test accuracy", Of("test accuracy, mean of the seeds")),
            ("sd", Of("… its sd over architectures")),
            ("r between the seeds", Of("r between the seeds")),
            ("τ, 60 % and 100 % of a training", Of("τ between 60 % and 100 % of a training, validation"))
        );
    }

    private Table Table4()
    {
        var evidence = Evidence("table4");
        var truth = evidence.Truth();
        return Ranked(
            [
                .. truth
                    .Steps.Where(s => s is 10 or 100 or 200 or 1_000)
                    .Select(s => SurrogateRanking.OfSteps(s, truth)),
                .. evidence.Rankings("table4"),
                evidence.ZeroCostScores()[0],
                SurrogateRanking.OfOperatorCounts(truth),
                SurrogateRanking.AnotherTraining(truth),
            ],
            name =>
                PaperTables.Table4.Rows.FirstOrDefault(r =>
                    r.Method.Split(" (")[0].Equals(name, StringComparison.OrdinalIgnoreCase)
                )
        );
    }

    private Table Lead()
    {
        var evidence = Evidence("table4");
        var surrogates = evidence.Rankings("table4");
        Func<SurrogateRanking, object?> Over(Agreement a) => other => R(surrogates[0].Against(other, a).Difference);
        return Table.From(
            surrogates.Skip(1).Append(evidence.ZeroCostScores()[0]),
            ("GHN minus", s => s.Name),
            ("r, all", Over(s_all)),
            ("r, without the worst tenth", Over(s_most)),
            ("r, better half", Over(s_half))
        );
    }

    private Table Variants(string experiment) =>
        Ranked(
            Evidence("table4", experiment).Compared(experiment).Select(c => c.Ranking),
            name =>
                experiment != "table5"
                    ? null
                    : name switch
                    {
                        "own parameters, no passing" => PaperTables.Table5.Rows[0],
                        "own parameters, passing" => PaperTables.Table5.Rows[1],
                        "ghn" => PaperTables.Table5.Rows[2],
                        _ => null,
                    }
        );

    private Table Wiring()
    {
        var evidence = Evidence("table4", "wiring");
        var edges = evidence.EdgeAblation();
        var own = edges[EdgesRead.Own];
        double Worse(SurrogateRanking r) =>
            Enumerable
                .Range(0, r.Seeds)
                .Average(s => r.ScoresOf(s).Zip(own.MeanScores).Average(p => p.First < p.Second ? 100.0 : 0));
        return Table.From(
            edges.Values.Append(FirstSeed(evidence, "operators only")),
            ("edges", r => r.Name),
            ("mean score (%)", r => R(100 * r.Accuracies.Average(), "0.0")),
            ("networks with worse weights (%)", r => r == own ? null : R(Worse(r), "0")),
            ("r, all", r => R(r.Value(s_all))),
            ("r minus that of own edges", r => r == own ? null : R(r.Against(own, s_all).Difference))
        );
    }

    private Table Schedule()
    {
        var evidence = Evidence("table4");
        var ledger = LedgerFile.In(results).Single(f => (f.Experiment, f.Profile) == ("schedule", "workshop"));
        var longer =
            from row in ledger.Rows("result.scores", "architecture")
            group Convert.ToDouble(
                row["result.scores"],
                CultureInfo.InvariantCulture
            ) by $"{row["unit.variant"]}" into s
            select new SurrogateRanking(
                s.Key,
                evidence.Truth().Tests,
                [
                    [.. s],
                ]
            );
        SurrogateRanking[] all = [FirstSeed(evidence, "ghn"), FirstSeed(evidence, "operators only"), .. longer];
        return Ranked(all.OrderBy(s => s.Name, StringComparer.Ordinal));
    }

    private static Table Ranked(IEnumerable<SurrogateRanking> rankings, Func<string, PaperRow?>? paper = null)
    {
        List<(string, Func<SurrogateRanking, object?>)> columns =
        [
            ("surrogate", s => s.Name),
            ("mean score (%)", s => s.Accuracies.All(a => a < 1) ? Percent(s.Accuracies) : null),
            ("r, all", s => R(s.Mean(s_all))),
            ("r, without the worst tenth", s => R(s.Value(s_most))),
            ("r, better half", s => R(s.Mean(s_half))),
        ];
        var all = rankings.ToArray();
        Func<SurrogateRanking, object?> Paper(int column) =>
            s => paper!(s.Name)?.Paper[column] is { } r ? R(r.Mean) : null;
        if (all.Any(s => paper?.Invoke(s.Name) is not null))
            columns.AddRange([("paper, all", Paper(0)), ("paper, better half", Paper(1))]);
        return Table.From(all, [.. columns]);
    }

    private static SurrogateRanking FirstSeed(PaperResults evidence, string surrogate) =>
        new(
            surrogate,
            evidence.Truth().Tests,
            [evidence.Rankings("table4").Single(s => s.Name == surrogate).ScoresOf(0)]
        );

    private PaperResults Evidence(params string[] experiments) => new(s_complete, results, experiments);

    private Dictionary<string, string> Status(string experiment)
    {
        using var opened = PaperExperiments.Create(experiment, s_complete, results);
        return opened.Summarise().ToDictionary(m => m.Name, m => m.Value);
    }

    private static string Percent(IEnumerable<double> shares) =>
        Reported.Of(shares.Select(s => 100 * s)).ToString("0.0", CultureInfo.InvariantCulture);

    // Below 0 it says so even where nothing is left after rounding: the end of an interval decides by its side.
    private static string R(double value, string format = "0.00") =>
        (value < 0 ? "−" : "") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);

    private static string R(Interval i) => $"{R(i.Estimate)} [{R(i.Low)}, {R(i.High)}]";
}
