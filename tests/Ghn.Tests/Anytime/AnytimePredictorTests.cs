using Ghn.Anytime;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Tests.Networks;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Anytime;

public sealed class AnytimePredictorTests
{
    private static readonly BlockSpace Space = new()
    {
        Nodes = 8,
        Scales = [0, 1, 2],
        ExitProbability = 0.3,
    };

    private static readonly MsdNetOptions SmallMsdNet = new()
    {
        Blocks = 3,
        FirstLayers = 1,
        Step = 1,
        Channels = 4,
        Growth = 2,
        ExitChannels = 8,
        ImageSize = 16,
    };

    [Theory]
    [InlineData(4, false)] // torch's functions
    [InlineData(16, false)] // the library's own kernels
    [InlineData(13, false)] // the same, brought to 16
    [InlineData(16, true)]
    public void Every_exit_of_random_networks_has_exactly_the_logits_of_all_nodes(int channels, bool measured)
    {
        var exits = 0;
        for (var i = 0; i < 10; i++)
        {
            using var scope = NewDisposeScope();
            var chain = new NetworkOptions
            {
                Blocks = 2,
                ReductionsAfter = [1],
                Channels = channels,
                ImageSize = 16,
                Classes = 5,
            };
            var graph = new ComputationGraph(Space.Sample(new RandomStream(3, "anytime", i)), chain);
            exits += graph.Exits.Count;
            CheckEveryExit(graph, measured);
        }
        Assert.InRange(exits, 30, 80); // 2 · 8 · 0.3 + 1 of each network
    }

    [Fact]
    public void Every_exit_of_an_MSDNet_has_exactly_the_logits_of_all_nodes()
    {
        using var scope = NewDisposeScope();
        CheckEveryExit(MsdNet.Build(SmallMsdNet), measured: false);
    }

    /// <summary>stem → a → exit 0; stem → b → c → exit 1; b → exit 2; and a node that nobody needs.</summary>
    private static ComputationGraph Branches()
    {
        var builder = new GraphBuilder(imageSize: 4);
        var stem = builder.Add(Operator.Stem, [], 2); // 0
        var a = builder.Add(Operator.Convolution3x3, [stem], 8); // 1
        builder.Add(Operator.Convolution1x1, [a], 3); // 2
        builder.Add(Operator.Classifier, [a], 10); // 3
        var b = builder.Add(Operator.Convolution1x1, [stem], 3); // 4
        var c = builder.Add(Operator.Convolution3x3, [b], 4); // 5
        builder.Add(Operator.Classifier, [c], 10); // 6
        builder.Add(Operator.Classifier, [b], 10); // 7
        return builder.Build();
    }

    private const int Stem = 16 * 9 * 3 * 2,
        B = 16 * 2 * 3,
        C = 16 * 9 * 3 * 4,
        A = 16 * 9 * 2 * 8;

    [Fact]
    public void The_cheapest_exit_comes_next_given_what_has_been_run()
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var steps = new AnytimePredictor(weights).Steps;
        Assert.Equal([2, 1, 0], steps.Select(s => s.Exit));
        Assert.Equal(["0 4 7", "5 6", "1 3"], steps.Select(s => string.Join(' ', s.Nodes.Select(n => n.Index))));
        Assert.Equal([Stem + B + 30, C + 40, A + 80], steps.Select(s => s.MultiplyAdds));
        Assert.Equal([Stem + B + 30, Stem + B + C + 70, Stem + A + B + C + 150], steps.Select(s => s.Total));
    }

    [Theory]
    [InlineData(0, null, 0)]
    [InlineData(Stem + B + 29, null, 0)]
    [InlineData(Stem + B + 30, 2, Stem + B + 30)]
    [InlineData(Stem + B + C + 69, 2, Stem + B + 30)]
    [InlineData(Stem + B + C + 70, 1, Stem + B + C + 70)]
    [InlineData(long.MaxValue, 0, Stem + A + B + C + 150)]
    public void A_budget_is_spent_on_exits_that_it_pays_for(long budget, int? exit, long spent)
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var answer = new AnytimePredictor(weights).Predict(TestWeights.Images(4), budget);
        Assert.Equal((exit, spent), (answer.Exit, answer.MultiplyAdds));
        Assert.Equal(exit is not null, answer.HasAnswer);
        if (exit is null)
            Assert.Contains("Check HasAnswer first", Assert.Throws<GhnException>(() => answer.Logits).Message);
        else
            Assert.False(answer.Logits.IsInvalid);
        Assert.StartsWith(exit is null ? "no exit after" : $"exit {exit} after", $"{answer}");
        Assert.Equal(exit is null, answer.Nodes.Count == 0);
    }

    [Fact]
    public void A_wanted_exit_alone_costs_what_it_costs_lazily()
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var images = TestWeights.Images(4);
        for (var exit = 0; exit < 3; exit++)
        {
            var answer = new AnytimePredictor(weights, exits: [exit]).Predict(images);
            Assert.Equal((exit, Cost.LazyToExits(weights.Graph)[exit]), (answer.Exit, answer.MultiplyAdds));
            Assert.DoesNotContain(2, answer.Nodes);
        }
    }

    [Theory] // asked once at the start, then before each of the nodes 0 4 7, 5 6, 1 3
    [InlineData(0, null, "")]
    [InlineData(1, null, "")]
    [InlineData(3, null, "0 4")]
    [InlineData(4, 2, "0 4 7")]
    [InlineData(5, 2, "0 4 7 5")]
    [InlineData(6, 1, "0 4 7 5 6")]
    [InlineData(7, 1, "0 4 7 5 6 1")]
    [InlineData(100, 0, "0 4 7 5 6 1 3")]
    public void At_the_deadline_it_gives_the_last_exit_that_it_reached(int seconds, int? exit, string nodes)
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var images = TestWeights.Images(4);
        var answer = new AnytimePredictor(weights).Predict(images, TimeSpan.FromSeconds(seconds), new FakeClock());
        Check(answer, exit, nodes, weights, images);
    }

    [Theory] // without accuracies the exits are reached in the order 2, 1, 0
    [InlineData(4, 2, "0 4 7")]
    [InlineData(5, 2, "0 4 7 1")]
    [InlineData(100, 0, "0 4 7 1 3")]
    public void An_exit_that_is_known_to_be_worse_is_passed_over(int seconds, int exit, string nodes)
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var images = TestWeights.Images(4);
        var predictor = new AnytimePredictor(weights, accuracies: [0.8, 0.5, 0.6]);
        var answer = predictor.Predict(images, TimeSpan.FromSeconds(seconds), new FakeClock());
        Check(answer, exit, nodes, weights, images);
    }

    [Theory]
    [InlineData(Stem + B + 29, null, "")]
    [InlineData(Stem + B + 30, 2, "0 4 7")]
    [InlineData(Stem + A + 79, 2, "0 4 7")]
    [InlineData(Stem + A + 80, 0, "0 1 3")] // on the way over exit 2 it would cost more
    [InlineData(long.MaxValue, 0, "0 1 3")]
    public void With_a_budget_and_accuracies_it_goes_straight_to_the_best_exit(long budget, int? exit, string nodes)
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var images = TestWeights.Images(4);
        double[] accuracies = [0.8, 0.5, 0.6];
        var answer = new AnytimePredictor(weights, accuracies: accuracies).Predict(images, budget);
        Check(answer, exit, nodes, weights, images);
        var curve = AnytimeCurve.Lazy(weights.Graph, accuracies);
        Assert.Equal(exit is null ? 0 : accuracies[exit.Value], curve.At(budget));
    }

    [Theory]
    [InlineData(1, null, "0")] // cancelled after the check for cancellation before node 0
    [InlineData(4, 2, "0 4 7 5")]
    [InlineData(5, 1, "0 4 7 5 6")]
    [InlineData(7, 0, "0 4 7 5 6 1 3")]
    public void Cancelled_it_stops_before_the_next_node(int ask, int? exit, string nodes)
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        using var source = new CancellationTokenSource();
        var images = TestWeights.Images(4);
        var clock = new FakeClock(times =>
        {
            if (times == ask)
                source.Cancel();
        });
        var answer = new AnytimePredictor(weights).Predict(images, TimeSpan.FromHours(1), clock, source.Token);
        Check(answer, exit, nodes, weights, images);
    }

    [Fact]
    public void Cancelled_before_it_begins_it_runs_nothing()
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var images = TestWeights.Images(4);
        Check(new AnytimePredictor(weights).Predict(images, new CancellationToken(true)), null, "", weights, images);
    }

    [Fact]
    public void A_feature_map_is_let_go_after_its_last_wanted_reader()
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var images = TestWeights.Images(4);
        NetworkPass Begun(params int[] nodes)
        {
            var pass = Executor.Pass(weights, images, null);
            pass.Begin(nodes.Select(n => weights.Graph.Nodes[n]));
            return pass;
        }
        var pass = Begun(0, 4, 7);
        var stem = pass.Run(weights.Graph.Nodes[0]);
        var b = pass.Run(weights.Graph.Nodes[4]);
        Assert.True(stem.IsInvalid); // a, which reads it too, is not wanted
        Assert.False(b.IsInvalid);
        pass.Run(weights.Graph.Nodes[7]);
        Assert.True(b.IsInvalid);

        pass = Begun(0, 4, 7, 1, 3);
        stem = pass.Run(weights.Graph.Nodes[0]);
        pass.Run(weights.Graph.Nodes[4]);
        pass.Run(weights.Graph.Nodes[7]);
        Assert.False(stem.IsInvalid);
        pass.Run(weights.Graph.Nodes[1]);
        Assert.True(stem.IsInvalid);
    }

    [Fact]
    public void Nothing_is_left_but_the_logits()
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var images = TestWeights.Images(4);
        var predictor = new AnytimePredictor(weights);
        var before = scope.DisposablesCount;
        var cut = predictor.Predict(images, TimeSpan.FromSeconds(5), new FakeClock());
        Assert.Equal(before + 1, scope.DisposablesCount);
        cut.Dispose();
        Assert.Equal(before, scope.DisposablesCount);
        predictor.Predict(images, 0);
        Assert.Equal(before, scope.DisposablesCount);
    }

    [Fact]
    public void Impossible_values_are_named()
    {
        using var scope = NewDisposeScope();
        using var weights = TestWeights.Of(Branches(), 1);
        var predictor = new AnytimePredictor(weights);
        var images = TestWeights.Images(4);
        static string Error(Func<object> make) => Assert.Throws<GhnException>(make).Message;
        Assert.Contains("exits = [3] is impossible", Error(() => new AnytimePredictor(weights, exits: [3])));
        Assert.Contains("exits = [1, 1]", Error(() => new AnytimePredictor(weights, exits: [1, 1])));
        Assert.Contains("exits = []", Error(() => new AnytimePredictor(weights, exits: [])));
        Assert.Contains("accuracies = [0.5, 0.5]", Error(() => new AnytimePredictor(weights, accuracies: [0.5, 0.5])));
        Assert.Contains(
            "accuracies = [0.5, 2, 0]",
            Error(() => new AnytimePredictor(weights, accuracies: [0.5, 2, 0]))
        );
        Assert.Contains("budget = -1", Error(() => predictor.Predict(images, -1)));
        Assert.Contains(
            "time = -00:00:01",
            Error(() => predictor.Predict(images, TimeSpan.FromSeconds(-1), new FakeClock()))
        );
        Assert.Contains("this network takes", Error(() => predictor.Predict(TestWeights.Images(8))));
    }

    private static void Check(AnytimeAnswer answer, int? exit, string nodes, WeightSet weights, Tensor images)
    {
        var graph = weights.Graph;
        Assert.Equal(exit, answer.Exit);
        Assert.Equal(nodes, string.Join(' ', answer.Nodes));
        Assert.Equal(answer.Nodes.Sum(n => Cost.MultiplyAdds(graph.Nodes[n])), answer.MultiplyAdds);
        Assert.Equal(exit is not null, answer.HasAnswer);
        if (answer.HasAnswer)
            Assert.True(Same(answer.Logits, Executor.RunExits(weights, images)[answer.Exit.Value]));
    }

    private static bool Same(Tensor a, Tensor b) => a.eq(b).all().item<bool>();

    /// <summary>With a budget for each step, and each exit alone.</summary>
    private static void CheckEveryExit(ComputationGraph graph, bool measured)
    {
        using var single = new SingleThread();
        using var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(16);
        using var statistics = measured ? NormStatistics.Measure(weights, [TestWeights.Images(16, step: 1)]) : null;
        var expected = Executor.RunExits(weights, images, statistics);
        var predictor = new AnytimePredictor(weights, statistics);
        Assert.Equal(Enumerable.Range(0, expected.Count), predictor.Steps.Select(s => s.Exit).Order());
        var run = new HashSet<int>();
        foreach (var step in predictor.Steps)
        {
            run.UnionWith(Cost.Needed(graph, graph.Exits[step.Exit]).Select(n => n.Index));
            var answer = predictor.Predict(images, step.Total);
            Assert.Equal((step.Exit, step.Total), (answer.Exit, answer.MultiplyAdds));
            Assert.True(Same(answer.Logits, expected[step.Exit]));
            Assert.Equal(run.Order(), answer.Nodes.Order());
            Assert.Equal(run.Sum(n => Cost.MultiplyAdds(graph.Nodes[n])), answer.MultiplyAdds);

            var alone = new AnytimePredictor(weights, statistics, [step.Exit]).Predict(images);
            Assert.True(Same(alone.Logits, expected[step.Exit]));
            Assert.Equal(Cost.LazyToExits(graph)[step.Exit], alone.MultiplyAdds);
        }
    }
}
