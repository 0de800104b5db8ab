using Ghn;
using Ghn.Architectures;
using Ghn.Benchmarks;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Search;
using Ghn.Spaces;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Extension.Tests;

/// <summary>A chain of operators, each reading the one before: a space of one's own, whose architectures are words.</summary>
internal sealed record WordSpace(int Length) : ISearchSpace
{
    private static readonly Operator[] s_letters =
    [
        Operator.Convolution1x1,
        Operator.SeparableConvolution3x3,
        Operator.MaxPool3x3,
    ];

    public IArchitecture Sample(RandomStream random) =>
        new Word(string.Concat(Enumerable.Range(0, Length).Select(_ => random.Next(s_letters.Length))));

    public IArchitecture Mutate(IArchitecture parent, RandomStream random)
    {
        var letters = ((Word)parent).Letters.ToCharArray();
        var place = random.Next(Length);
        letters[place] = (char)(
            '0' + (letters[place] - '0' + 1 + random.Next(s_letters.Length - 1)) % s_letters.Length
        );
        return new Word(new string(letters));
    }

    public ComputationGraph Build(IArchitecture architecture, NetworkOptions network) =>
        new(
            new Architecture([
                .. ((Word)architecture).Letters.Select((l, i) => new BlockNode(s_letters[l - '0'], [i])),
            ]),
            network
        );

    public sealed record Word(string Letters) : IArchitecture
    {
        public ulong StructuralHash() => ulong.Parse("1" + Letters, System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>
/// NASWOT (Mellor et al. 2021): how differently a network with random weights reacts to different images, from the signs of
/// its activations.
/// </summary>
internal sealed class Naswot(Tensor images) : IScore
{
    public IReadOnlyList<double> Of(
        IReadOnlyList<ComputationGraph> networks,
        CancellationToken cancellation = default
    ) => [.. networks.Select(Score)];

    private double Score(ComputationGraph network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var batch = new GraphBatch([network]);
        var (weights, kernel) = (new RandomWeights(0).Generate(batch)[0], zeros(images.shape[0], images.shape[0]));
        void Observe(GraphNode node, Tensor output)
        {
            if (!node.Operator.HasNorm)
                return;
            var signs = output.gt(0).to(float32).flatten(1);
            kernel.add_(signs.mm(signs.t()) + (1 - signs).mm((1 - signs).t()));
        }
        Executor.Run(weights, images, observe: Observe);
        return linalg.slogdet(kernel).Item2.item<float>();
    }
}

public sealed class SearchTests
{
    private static readonly NetworkOptions s_network = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 8,
        StemStride = 2,
    };

    private static readonly FunctionScore s_cost = new(ZeroCost);

    [Fact]
    public void A_space_of_ones_own_trains_a_hypernetwork_that_scores_a_search_in_it()
    {
        using var data = TinyData.Make();
        var training = new GhnTrainingOptions
        {
            Space = new WordSpace(4),
            Network = s_network,
            Steps = 200,
            BatchSize = 16,
            LearningRate = 3e-3,
            ValidationImages = 40,
        };
        using var ghn = new GraphHyperNetwork(new GhnOptions { Gnn = new() { Phases = 1 } });
        using var workers = new WorkerThreads(2);
        var cancellation = TestContext.Current.CancellationToken;
        var trace = new GhnTrainer(ghn, training, data).Train(workers, cancellation: cancellation);
        TinyData.AssertLearned(trace);

        var score = new GeneratedWeightsScore(ghn, data.Validation, 40, workers);
        var history = new RandomSearch().Run(
            training.Space,
            s_network,
            score,
            6,
            atOnce: 3,
            cancellation: cancellation
        );
        Assert.Equal(6, history.Select(c => c.Architecture).Distinct().Count());
        Assert.All(history, c => Assert.InRange(c.Score, 0, 1));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("local")]
    [InlineData("evolution")]
    public void A_search_goes_on_from_its_history_and_one_that_learns_gets_better(string name)
    {
        SearchAlgorithm algorithm = name switch
        {
            "random" => new RandomSearch(),
            "local" => new LocalSearch { Patience = 8 },
            _ => new RegularizedEvolution { Population = 10, Sample = 4 },
        };
        var space = new WordSpace(8);
        var whole = algorithm.Run(space, s_network, s_cost, 120, seed: 5);
        var half = algorithm.Run(space, s_network, s_cost, 25, seed: 5);
        Assert.Equal(whole, algorithm.Run(space, s_network, s_cost, 120, seed: 5, earlier: half));
        Assert.NotEqual(whole, algorithm.Run(space, s_network, s_cost, 120, seed: 6));
        Assert.All(whole, c => Assert.True(c.Parent is null || c.Parent < whole.Count));
        var random = new RandomSearch().Run(space, s_network, s_cost, 120, seed: 5);
        double Late(IReadOnlyList<Candidate> history) => history.TakeLast(40).Average(c => c.Score);
        if (name != "random")
            Assert.True(Late(whole) > 1.1 * Late(random), $"{Late(whole)} against {Late(random)}");
    }

    [Fact]
    public void A_round_that_is_not_full_is_scored_again_and_a_score_that_is_no_number_is_refused()
    {
        var (space, network) = (
            new Ghn.Spaces.BlockSpace { Nodes = 2 },
            new NetworkOptions { Blocks = 1, ReductionsAfter = [] }
        );
        var search = new RandomSearch();
        var score = new FunctionScore(ZeroCostScores.MultiplyAdds);
        var evolution = new RegularizedEvolution { Population = 2, Sample = 2 };
        var whole = evolution.Run(space, network, score, budget: 9, atOnce: 3);
        var history = evolution.Run(space, network, score, budget: 4, atOnce: 3);
        Assert.Equal(whole, evolution.Run(space, network, score, budget: 9, earlier: history, atOnce: 3));
        var none = new FunctionScore(_ => double.NaN);
        Assert.Contains(
            "is not a number",
            Assert.Throws<Ghn.GhnException>(() => search.Run(space, network, none, 1)).Message
        );
    }

    [Fact]
    public void A_search_takes_scores_of_architectures_from_a_table()
    {
        var space = new NasBench201Space();
        var cells = ((ISearchSpace)space).SampleDistinct(300, 0, "table");
        var table = new TabularBenchmark("own", cells, [.. cells.Select((_, i) => i / 300.0)]);
        IReadOnlyList<double> Known(IReadOnlyList<IArchitecture> asked) =>
            [.. asked.Select(a => table.Architectures.Contains(a) ? table.AccuracyOf(a) : 0)];
        var history = new LocalSearch().Run(space, Known, 60, atOnce: 4);
        Assert.Equal(60, history.Count);
        Assert.All(history, c => Assert.Equal(Known([c.Architecture])[0], c.Score));
        var error = Assert.Throws<Ghn.GhnException>(() => new RandomSearch().Run(space, asked => [], 3));
        Assert.Contains("0 scores were returned for 1 architectures", error.Message);
    }

    [Fact]
    public void A_score_may_look_at_activations()
    {
        using var scope = NewDisposeScope();
        var images = randn(8, 32, 32, 3, generator: new Generator(1)).permute(0, 3, 1, 2);
        var history = new RandomSearch().Run(new BlockSpace { Nodes = 4 }, s_network, new Naswot(images), 5);
        Assert.All(history, c => Assert.True(double.IsFinite(c.Score)));
        Assert.True(history.Select(c => c.Score).Distinct().Count() > 1);
    }

    private static double ZeroCost(ComputationGraph graph) => graph.MultiplyAdds;
}
