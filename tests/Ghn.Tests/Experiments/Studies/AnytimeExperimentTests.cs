using System.Globalization;
using System.Text.RegularExpressions;
using Ghn.Anytime;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Statistics;
using Ghn.Experiments.Studies;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments.Studies;

/// <summary>The search for anytime networks, and what is read from the ledger of its smoke profile.</summary>
public sealed partial class AnytimeExperimentTests : IDisposable
{
    private static readonly NotebookSettings s_smoke = new(Profile.Smoke, false, new DataOptions());

    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-anytime-").FullName;

    [GeneratedRegex("\"test\":\\[([^\\]]*)\\]")]
    private static partial Regex TestAccuracies { get; }

    private static string Kept => Path.Combine(Repository.Root, "notebooks", "results");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Profile.Workshop, 1.0, 0.75, 0.96)]
    [InlineData(Profile.Paper, 1.8, 0.6, 1.1)] // the published MSDNet: from 13 to 52 million
    public void Networks_made_by_hand_are_about_as_wide_as_the_range_of_budgets(
        Profile profile,
        double first,
        double least,
        double most
    )
    {
        var options = AnytimeOptions.Of(profile);
        var (from, to) = options.Budgets;
        Assert.All(
            options.HandMade.SelectMany(family => family.Value),
            shape =>
            {
                var graphs = shape.Select(n => n.Build()).ToArray();
                var costs = graphs.Length == 1 ? Cost.LazyToExits(graphs[0]) : [.. graphs.Select(g => g.MultiplyAdds)];
                var last = graphs.Length == 1 ? costs.Max() : costs.Sum();
                Assert.InRange(costs[0] / from, 0, first);
                Assert.InRange(last / to, least, most);
                Assert.Equal(options.Network.ImageSize, graphs[0].ImageSize);
            }
        );
        Assert.True(
            options.HandMade["MSDNet"].Any(shape => Cost.LazyToExits(shape[0].Build())[0] <= from),
            "an MSDNet answers at the smallest budget"
        );
    }

    [Theory]
    [InlineData(Profile.Smoke, 0.6)]
    [InlineData(Profile.Workshop, 0.85)]
    [InlineData(Profile.Paper, 0.9)]
    public void Each_control_takes_one_thing_more_from_an_MSDNet(Profile profile, double least)
    {
        var options = AnytimeOptions.Of(profile);
        var shapes = options.HandMade[options.ControlOf];
        Assert.Equal(3, options.Controls.Count);
        for (var shape = 0; shape < shapes.Count; shape++)
        {
            var original = shapes[shape][0].Build();
            var controls = options.Controls.Values.Select(c => c[shape][0].Build()).ToArray();
            static bool HasLinearExits(ComputationGraph g) =>
                g.Exits.All(e =>
                    (
                        g.Nodes[e.Inputs[0]].Operator == Operator.Concatenation
                        || g.Nodes[e.Inputs[0]].Operator == Operator.Convolution1x1
                    )
                );
            static bool HasScales(ComputationGraph g) => g.Parameters.Any(p => p.Kind == ParameterKind.NormScale);
            static bool IsDense(ComputationGraph g) => g.Nodes.Any(n => n.Operator == Operator.Convolution3x3);
            Assert.False(HasLinearExits(original));
            Assert.All(controls, c => Assert.True(HasLinearExits(c)));
            Assert.Equal([true, true, false, false], [HasScales(original), .. controls.Select(HasScales)]);
            Assert.Equal([true, true, true, false], [IsDense(original), .. controls.Select(IsDense)]);
            Assert.All(controls, c => Assert.Equal(original.Exits.Count, c.Exits.Count));
            double Dearest(int control) => Cost.LazyToExits(controls[control]).Max();
            Assert.Equal(Dearest(0), Dearest(1));
            Assert.InRange(Dearest(2) / Dearest(1), least, 1.07);
        }
    }

    [Theory]
    [InlineData(Profile.Workshop)]
    [InlineData(Profile.Paper)]
    public void Budgets_go_from_where_most_networks_have_answered_to_where_most_are_done(Profile profile)
    {
        var options = AnytimeOptions.Of(profile);
        var costs = options
            .SampleCandidates()
            .Select(c => Cost.LazyToExits(new ComputationGraph(c, options.Network)))
            .ToArray();
        double ThreeQuarters(Func<IReadOnlyList<long>, long> of) =>
            costs.Select(of).Order().ElementAt(3 * costs.Length / 4);
        Assert.InRange(ThreeQuarters(c => c.Min()) / options.Budgets.From, 0.85, 1.15);
        Assert.InRange(ThreeQuarters(c => c.Max()) / options.Budgets.To, 0.95, 1.05);
    }

    [Fact]
    public void Accuracy_by_cost_is_a_parabola_of_the_logarithm()
    {
        TrainedAnytime Network(params double[] costs) =>
            new(null, 0, costs, [.. costs.Select(c => Accuracy(c))], [], [], 0);
        static double Accuracy(double cost) => 0.1 + 0.2 * Math.Log(cost) - 0.01 * Math.Pow(Math.Log(cost), 2);
        var known = new AccuracyByCost([Network(2, 30), Network(7, 100, 500)]);
        Assert.All([2, 50, 400], cost => Assert.Equal(Accuracy(cost), known.At(cost), 1e-9));
        Assert.Equal(0, known.At(1e-3)); // not below
        Assert.Contains(
            "three different costs",
            Assert.Throws<GhnException>(() => new AccuracyByCost([Network(2, 2, 3)])).Message
        );
    }

    [Fact]
    public void A_ledger_without_a_hypernetwork_tells_what_is_missing()
    {
        var lines = File.ReadAllLines(Ledger(Kept));
        File.WriteAllLines(
            Ledger(_folder),
            lines.Where(l => !l.Contains("\"task\":\"Hypernetwork\",\"number\":0,\"seed\":0"))
        );
        using var experiment = Open();
        var (done, units, _) = experiment.Status();
        Assert.True(done < units);
        var evidence = new AnytimeResults(s_smoke, _folder);
        foreach (var read in (Action[])[() => evidence.Ranking(), () => evidence.Top(), () => evidence.Best()])
            Assert.Contains("compute the others first", Assert.Throws<GhnException>(read).Message);
    }

    [Fact]
    public void A_line_of_another_network_is_refused()
    {
        var lines = File.ReadAllLines(Ledger(Kept));
        var at = Array.FindIndex(lines, l => l.Contains("\"task\":\"Random\",\"number\":1,\"seed\":0"));
        var from = lines[at].IndexOf("\"operator\":\"", StringComparison.Ordinal) + "\"operator\":\"".Length;
        var to = lines[at].IndexOf('"', from);
        var other = lines[at][from..to] == "Identity" ? "Convolution1x1" : "Identity";
        lines[at] = lines[at][..from] + other + lines[at][to..];
        File.WriteAllLines(Ledger(_folder), lines);
        var error = Assert.Throws<GhnException>(() => new AnytimeResults(s_smoke, _folder).Random());
        Assert.Contains("random network 1, seed 0 is another network than this version draws", error.Message);
    }

    [Fact]
    public void Nothing_is_chosen_by_test_images()
    {
        var kept = new AnytimeResults(s_smoke, Kept);
        var text = File.ReadAllText(Ledger(Kept));
        var turned = TestAccuracies.Replace(
            text,
            m =>
                $"\"test\":[{string.Join(",", m.Groups[1].Value.Split(',').Select(v => 1 - double.Parse(v, CultureInfo.InvariantCulture)))}]"
        );
        Assert.NotEqual(text, turned);
        File.WriteAllText(Ledger(_folder), turned);
        var other = new AnytimeResults(s_smoke, _folder);
        Assert.NotEqual(kept.Random().Select(kept.TestArea), other.Random().Select(other.TestArea));
        int[] Chosen(AnytimeResults e) =>
            [
                .. e.Top(0).Concat(e.Top(1)).Concat(e.TopByCost()).Select(t => t.Candidate),
                e.Best(0).Candidate,
                e.Best(1).Candidate,
            ];
        Assert.Equal(Chosen(kept), Chosen(other));
        Assert.Equal(kept.BestHandMade(), other.BestHandMade());
        Assert.Equal(
            kept.HandMade().Values.SelectMany(runs => runs).Select(r => r.TrainingLoss),
            other.HandMade().Values.SelectMany(runs => runs).Select(r => r.TrainingLoss)
        );
        double[] Spread(AnytimeResults e) => [.. e.Random().Select(t => t.TestCurve.Steps.Count)];
        Assert.Equal(Spread(kept), Spread(other)); // exits are chosen by validation images, too
        Assert.Equal(kept.Ranking().MeanScores, other.Ranking().MeanScores);
        Assert.Equal(kept.RankingByCost().MeanScores, other.RankingByCost().MeanScores);
    }

    [Fact]
    public void Evidence_is_what_the_ledger_says()
    {
        var evidence = new AnytimeResults(s_smoke with { Replay = true }, Kept);
        var options = evidence.Options;
        Assert.Equal(options.Random, evidence.Random().Count);
        for (var seed = 0; seed < options.Searches; seed++)
            Assert.Equal(
                evidence.Scores(seed).OrderDescending().Take(options.Kept),
                evidence.Top(seed).Select(t => t.Score)
            );
        Assert.Equal(options.Kept, evidence.TopByCost().Count);
        Assert.Equal(
            Enumerable.Range(0, options.Searches).SelectMany(evidence.Top).Select(t => t.Candidate).Distinct().Count(),
            evidence.Found().Count
        );
        var (best, runs) = evidence.Best(1);
        Assert.Contains(best, evidence.Top(1).Select(t => t.Candidate));
        Assert.Equal(options.Seeds, runs.Count);
        Assert.All(runs, r => Assert.Equal(evidence.Top(1).First(t => t.Candidate == best).Trained.Cells, r.Cells));
        Assert.Equal(options.HandMade.Keys, evidence.HandMade().Keys);
        Assert.Contains(evidence.BestHandMade(), options.HandMade.Keys);
        Assert.InRange(evidence.Ranking().Value(Correlation.Pearson), -1, 1);
        Assert.All(
            evidence.Random(),
            t => Assert.Equal(new AnytimeCurve(t.Costs, t.Test, t.Validation).Area(10e3, 200e3), evidence.TestArea(t))
        );
    }

    [Fact]
    public void Settings_and_budgets_are_those_of_the_profile()
    {
        var evidence = new AnytimeResults(s_smoke with { Replay = true }, Kept);
        var described = evidence.Describe().ToDictionary(d => d.Name, d => d.Value);
        Assert.Equal("smoke, generated", described["profile, data set"]);
        Assert.Equal("0.01 to 0.2", described["budgets (10⁶ multiply-adds)"]);
        Assert.Equal($"{evidence.Options.Training.Steps:N0}", described["steps of a network's training"]);
        Assert.Equal([10e3, 57.5e3, 105e3, 152.5e3, 200e3], evidence.Budgets(5));
    }

    [Fact]
    public void A_budget_is_kept_on_validation_and_reported_on_test()
    {
        var trained = new AnytimeResults(s_smoke with { Replay = true }, Kept).Random()[0] with
        {
            Budgeted = [new(0.5, 10, 0.45, 11), new(0.7, 20, 0.6, 21), new(0.6, 25, 0.9, 19)],
        };
        double?[] Tests(params double[] budgets) =>
            [.. AnytimeResults.WithinBudgets(trained, budgets).Select(p => p?.Test)];
        Assert.Equal([null, 0.45, 0.6, 0.6], Tests(5, 10, 20, 30)); // the best on test images is not taken
    }

    private static string Ledger(string folder) => Path.Combine(folder, "anytime.smoke.generated.jsonl");

    private AnytimeExperiment Open() =>
        (AnytimeExperiment)PaperExperiments.Create(PaperExperiments.Anytime, s_smoke, _folder);
}
