using Ghn.Architectures;
using Ghn.Display;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Training;
using static TorchSharp.torch;

namespace Extension.Tests;

/// <summary>ReLU, 7×7 depthwise convolution, batch norm: an operator as a researcher adds it.</summary>
internal sealed class Depthwise7x7() : Operator("Depthwise7x7", "dw 7×7")
{
    private static readonly ParameterKind s_kernel = new("Depthwise7x7", channels => (channels, 1, 7));

    public override bool HasNorm => true;

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
        [new(node.Index, s_kernel, [node.InputChannels, 1, 7, 7], FanIn: 49)];

    public override long MultiplyAdds(GraphNode node) => 49L * node.InputChannels * node.OutputSize * node.OutputSize;

    public override Tensor Run(NodePass pass) =>
        pass.Norm(DepthwiseConvolution.Apply(pass.RectifiedSum(), pass.Weight(s_kernel), dilation: 1));
}

/// <summary>Squeeze and excitation (Hu et al. 2018): two matrices of one kind of layer, two kinds of tensor.</summary>
internal sealed class SqueezeExcite() : Operator("SqueezeExcite", "SE", "attention")
{
    private static readonly ParameterKind s_squeeze = new("Squeeze", channels => (channels / 4, channels, 1)),
        s_excite = new("Excite", channels => (channels, channels / 4, 1));

    public override IEnumerable<ParameterSpec> Parameters(GraphNode node)
    {
        int channels = node.InputChannels,
            squeezed = channels / 4;
        return
        [
            new(node.Index, s_squeeze, [squeezed, channels], channels),
            new(node.Index, s_excite, [channels, squeezed], squeezed),
        ];
    }

    public override Tensor Run(NodePass pass)
    {
        var x = pass.Sum();
        var squeezed = nn.functional.relu(nn.functional.linear(x.mean([2, 3]), pass.Weight(s_squeeze)));
        var gate = nn.functional.linear(squeezed, pass.Weight(s_excite)).sigmoid(); // [B, C]
        return x * gate.unsqueeze(2).unsqueeze(3);
    }
}

public sealed class OperatorTests
{
    private static readonly Operator s_wide = Operator.Register(new Depthwise7x7()),
        s_attention = Operator.Register(new SqueezeExcite());

    private static readonly NetworkOptions s_network = new()
    {
        Blocks = 2,
        ReductionsAfter = [1],
        Channels = 8,
        StemStride = 2,
    };

    private static readonly BlockSpace s_space = new()
    {
        Nodes = 2,
        Operators = [s_wide, s_attention, Operator.Convolution3x3, Operator.SeparableConvolution3x3],
    };

    private static readonly GhnOptions s_options = new()
    {
        Gnn = new() { Phases = 1 },
        Operators = [s_wide, s_attention, Operator.Convolution3x3],
    };

    [Fact]
    public void Operators_of_ones_own_are_searched_get_weights_and_are_trained()
    {
        using var data = TinyData.Make();
        using var ghn = new GraphHyperNetwork(s_options);
        var training = new GhnTrainingOptions
        {
            Space = s_space,
            Network = s_network,
            Steps = 200,
            BatchSize = 32,
            ArchitecturesPerStep = 2,
            LearningRate = 5e-3,
            ValidationImages = 40,
        };
        string[] own = ["Depthwise7x7", "Squeeze", "Excite", "Dense"]; // the branches that make their tensors
        Tensor Branch(string kind) =>
            ghn.named_parameters().Single(p => p.name == $"_decoder._branches.{kind}.weight").parameter;
        var before = own.Select(k => Branch(k).detach().clone()).ToArray();
        using var workers = new WorkerThreads(2);
        var trace = new GhnTrainer(ghn, training, data).Train(
            workers,
            cancellation: TestContext.Current.CancellationToken
        );
        TinyData.AssertLearned(trace);
        Assert.All(own.Zip(before), b => Assert.False(Branch(b.First).allclose(b.Second), b.First));
    }

    [Fact]
    public void A_stored_architecture_names_them_and_a_drawing_shows_them()
    {
        var architecture = new Architecture([new(s_wide, [0]), new(s_attention, [0, 1])]);
        Assert.Equal(architecture, Architecture.FromJson(architecture.ToJson()));
        Assert.Contains("Depthwise7x7", architecture.ToJson());
        Assert.Contains("dw 7×7", ArchitectureDrawing.Of(architecture).ToString());
        var message = Assert
            .Throws<Ghn.GhnException>(() =>
                Architecture.FromJson("""{"schema":1,"nodes":[{"operator":"Mine","inputs":[0]}]}""")
            )
            .Message;
        Assert.Contains("There is no operator Mine", message);
    }

    [Fact]
    public void A_hypernetwork_that_does_not_know_one_says_what_to_do_and_a_trained_one_learns_of_it()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(new Architecture([new(s_wide, [0])]), s_network);
        var plain = new ComputationGraph(new Architecture([new(Operator.Convolution1x1, [0])]), s_network);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var before = new GraphHyperNetwork(new GhnOptions(), seed: 3);
            using var batch = new GraphBatch([graph]);
            var message = Assert.Throws<Ghn.GhnException>(() => before.Generate(batch)).Message;
            Assert.Contains("create it with Operators = [Depthwise7x7]", message);

            Checkpoint.Save(before, path);
            using var after = Checkpoint.LoadHypernetwork(path, operators: [s_wide]);
            using var known = new GraphBatch([plain]);
            var (expected, actual) = (before.Generate(known)[0].Tensors, after.Generate(known)[0].Tensors);
            Assert.All(expected.Zip(actual), p => Assert.True(p.First.allclose(p.Second)));
            Assert.Equal([8, 1, 7, 7], after.Generate(batch)[0].Tensors[1].shape);

            Checkpoint.Save(after, path);
            using var again = Checkpoint.LoadHypernetwork(path);
            Assert.Equal(s_wide, Assert.Single(again.Options.Operators!));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_operator_that_gives_another_shape_is_named()
    {
        using var scope = NewDisposeScope();
        var wrong = Operator.Register(new Wrong());
        var graph = new ComputationGraph(new Architecture([new(wrong, [0])]), s_network);
        using var batch = new GraphBatch([graph]);
        var weights = new Ghn.Weights.RandomWeights(0).Generate(batch)[0];
        var images = zeros(2, 3, 32, 32).contiguous();
        var message = Assert.Throws<Ghn.GhnException>(() => Executor.Run(weights, images)).Message;
        Assert.Contains("Operator Wrong returned [2, 8, 8, 8] at node 2; it must return [2, 8, 16, 16]", message);
    }

    [Fact]
    public void What_torch_says_of_an_operator_comes_with_its_name_node_and_shapes()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(new Architecture([new(new Failing(), [0])]), s_network);
        using var batch = new GraphBatch([graph]);
        var weights = new Ghn.Weights.RandomWeights(0).Generate(batch)[0];
        var message = Assert.Throws<Ghn.GhnException>(() => Executor.Run(weights, zeros(2, 3, 32, 32))).Message;
        Assert.StartsWith("Operator Failing failed at node 2, inputs [2, 8, 16, 16], weights [8, 8, 1, 1]: ", message);
        Assert.DoesNotContain("\n", message);
    }

    [Theory]
    [InlineData("twice", "A node has Pointwise of Specs twice: define your own ParameterKind")]
    [InlineData("fan-in", "FanIn = 0 for Pointwise of Specs is impossible")]
    [InlineData(
        "kernel",
        "Depthwise of Specs has a 7×7 kernel, but this kind makes at most 5×5: define a ParameterKind"
    )]
    public void A_tensor_that_no_hypernetwork_could_make_is_refused(string wrong, string sentence)
    {
        var architecture = new Architecture([new(new Specs(wrong), [0])]);
        var message = Assert.Throws<Ghn.GhnException>(() => new ComputationGraph(architecture, s_network)).Message;
        Assert.StartsWith(sentence, message);
    }

    [Theory]
    [InlineData("My-op", "The operator's id 'My-op' is impossible: use letters and digits.")]
    [InlineData("Identity", "Identity is the id of a built-in operator: use another id.")]
    [InlineData("Sum", "Sum is the id of a built-in operator: use another id.")]
    public void An_id_has_letters_and_digits_and_is_new(string id, string expected)
    {
        var message = Assert.Throws<Ghn.GhnException>(() => Operator.Register(new Named(id))).Message;
        Assert.Equal(expected, message);
    }

    private sealed class Named(string id) : Operator(id, "mine")
    {
        public override Tensor Run(NodePass pass) => pass.Sum();
    }

    private sealed class Failing() : Operator("Failing", "failing")
    {
        public override IEnumerable<ParameterSpec> Parameters(GraphNode node) =>
            [new(node.Index, ParameterKind.Pointwise, [node.OutputChannels, node.InputChannels, 1, 1], 8)];

        public override Tensor Run(NodePass pass) => pass.Sum().view(7);
    }

    private sealed class Specs(string wrong) : Operator("Specs", "specs")
    {
        public override IEnumerable<ParameterSpec> Parameters(GraphNode node)
        {
            var one = new ParameterSpec(node.Index, ParameterKind.Pointwise, [8, 8, 1, 1], wrong == "fan-in" ? 0 : 8);
            return wrong switch
            {
                "twice" => [one, one],
                "kernel" => [new(node.Index, ParameterKind.Depthwise, [8, 1, 7, 7], 49)],
                _ => [one],
            };
        }

        public override Tensor Run(NodePass pass) => pass.Sum();
    }

    private sealed class Wrong() : Operator("Wrong", "wrong")
    {
        public override Tensor Run(NodePass pass) => nn.functional.avg_pool2d(pass.Sum(), 2);
    }
}
