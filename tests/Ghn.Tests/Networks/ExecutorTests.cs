using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Tests.Graphs;
using Ghn.Weights;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Tests.Networks;

public sealed class ExecutorTests
{
    private static readonly NetworkOptions Chain = new()
    {
        Blocks = 1,
        ReductionsAfter = [],
        Channels = 6,
        StemStride = 2,
        ImageSize = 16,
    };

    public static TheoryData<Operator, int> Operators()
    {
        var data = new TheoryData<Operator, int>();
        foreach (var kind in Operator.Searched)
        foreach (var imageSize in new[] { 8, 16, 18 }) // halved by the stem; dilation interleaves even maps: 4×4 with a cropped kernel, not 9×9
            data.Add(kind, imageSize);
        return data;
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Each_operator_equals_torchs_own(Operator kind, int imageSize)
    {
        using var scope = NewDisposeScope();
        var options = Chain with { ImageSize = imageSize };
        var graph = new ComputationGraph(new Architecture([new(kind, [0])]), options);
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(imageSize);

        var torchs = new TorchFunctions(weights);
        var y = Searched(kind, weights, torchs.Convolution(0, images));
        var expected = torchs.Classifier(graph.Nodes[^1].Index, F.relu(y));
        Assert.InRange((Executor.Run(weights, images) - expected).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void A_node_sums_its_inputs_and_the_output_is_the_mean_of_the_loose_ends()
    {
        using var scope = NewDisposeScope();
        // Nodes 1 and 2 pass their input on; node 3 sums block input, 1; loose ends are 2 and 3: mean(x, 2x) = 1.5 x.
        var graph = new ComputationGraph(
            new Architecture([
                new(Operator.Identity, [0]),
                new(Operator.Identity, [0]),
                new(Operator.Identity, [0, 1]),
            ]),
            Chain
        );
        var single = new ComputationGraph(new Architecture([new(Operator.Identity, [0])]), Chain);
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(16);
        var bias = weights[graph.Nodes[^1].Index, ParameterKind.ClassifierBias];
        var once = Executor.Run(new WeightSet(single, weights.Tensors), images) - bias;
        var mixed = Executor.Run(weights, images) - bias;
        Assert.InRange((mixed - once.Times(1.5)).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void Generated_norm_scale_and_shift_are_used()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(
            new Architecture([new(Operator.Convolution1x1, [0])]),
            Chain with
            {
                NormAffine = true,
            }
        );
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(16);
        var before = Executor.Run(weights, images);
        weights[0, ParameterKind.NormShift].AddInPlace(1);
        var shifted = Executor.Run(weights, images);
        Assert.True((shifted - before).abs().max().item<float>() > 1e-3);
        weights[0, ParameterKind.NormScale].AddInPlace(1);
        Assert.True((Executor.Run(weights, images) - shifted).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void A_reduction_halves_the_map_and_doubles_the_channels_like_torchs_own()
    {
        using var scope = NewDisposeScope();
        var options = Chain with { Blocks = 2, ReductionsAfter = [1] };
        var graph = new ComputationGraph(new Architecture([new(Operator.Identity, [0])]), options);
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(16);
        var reduction = graph.Nodes.Single(n => n.Operator == Operator.Reduction);

        var x = new TorchFunctions(weights).Convolution(0, images);
        x = F.conv2d(F.avg_pool2d(F.relu(x), 2, stride: 2), weights[reduction.Index, ParameterKind.Pointwise]);
        x = TorchFunctions.Norm(x);
        Assert.Equal(reduction.OutputSize, x.shape[2]);
        var last = graph.Nodes[^1].Index;
        var features = F.relu(x).mean([2L, 3L]);
        var expected = features
            .matmul(weights[last, ParameterKind.ClassifierWeight].t())
            .Plus(weights[last, ParameterKind.ClassifierBias]);
        Assert.InRange((Executor.Run(weights, images) - expected).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void Kinds_made_by_hand_and_every_exit_equal_torchs_own()
    {
        using var scope = NewDisposeScope();
        var graph = EveryHandMadeKind.Build(channels: 6, imageSize: 16, classes: 10);
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(16);

        var torchs = new TorchFunctions(weights);
        var stem = F.relu(torchs.Convolution(0, images));
        var rectified = F.relu(cat([torchs.Convolution(1, stem), torchs.Convolution(2, stem)], 1));
        var residual = F.relu(rectified.Plus(torchs.Convolution(6, rectified)));
        Tensor[] expected = [torchs.Classifier(5, rectified), torchs.Classifier(8, residual)];

        var exits = Executor.RunExits(weights, images);
        Assert.Equal(2, exits.Count);
        foreach (var (logits, other) in exits.Zip(expected))
            Assert.InRange((logits - other).abs().max().item<float>(), 0, 1e-5);
        Assert.Equal(exits[1], Executor.Run(weights, images));
    }

    [Fact]
    public void Nodes_at_other_scales_and_early_exits_equal_torchs_own()
    {
        using var scope = NewDisposeScope();
        var architecture = new Architecture([
            new(Operator.Convolution1x1, [0]) { Scale = 1, Exit = true },
            new(Operator.MaxPool3x3, [0, 1]) { Scale = 2, Exit = true },
            new(Operator.Convolution1x1, [0, 1, 2]),
            new(Operator.Identity, [1]) { Scale = 1 },
        ]);
        var graph = new ComputationGraph(architecture, Chain); // stem, input, node 1, exit, node 2, exit, 3, 4, …
        var weights = TestWeights.Of(graph, 1);
        var images = TestWeights.Images(16);
        var torchs = new TorchFunctions(weights);
        Tensor Half(Tensor x) => F.avg_pool2d(x, 2, 2);
        Tensor Up(Tensor x) => F.interpolate(x, [8, 8], mode: InterpolationMode.Nearest);
        Tensor Pool(Tensor x) => F.max_pool2d(x, 3, stride: 1, padding: 1);

        var input = torchs.Convolution(0, images); // 8×8
        var one = torchs.Convolution(2, F.relu(Half(input))); // 4×4
        var two = Pool(F.avg_pool2d(input, 4, 4)).Plus(Pool(Half(one))); // 2×2
        var sum = F.relu(input).Plus(F.relu(Up(one))).Plus(F.relu(Up(two)));
        var output = torchs.Convolution(6, sum).Plus(Up(one)).Over(2);
        Tensor[] expected =
        [
            torchs.Classifier(3, F.relu(one)),
            torchs.Classifier(5, F.relu(two)),
            torchs.Classifier(graph.Nodes[^1].Index, F.relu(output)),
        ];
        var exits = Executor.RunExits(weights, images);
        Assert.Equal(3, exits.Count);
        foreach (var (logits, other) in exits.Zip(expected))
            Assert.InRange((logits - other).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void A_run_leaves_only_its_logits()
    {
        using var scope = NewDisposeScope();
        var weights = TestWeights.Of(EveryHandMadeKind.Build(6, 16, 10), 1);
        var images = TestWeights.Images(16);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Executor.Run(weights, images);
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Executor.RunExits(weights, images);
        Assert.Equal(before + 3, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Feature_maps_stay_channels_last()
    {
        using var scope = NewDisposeScope();
        var x = TestWeights.Images(16);
        var kernel = ones(3, 1, 5, 5);
        var channelsLast = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.Equal(1, Pooling.Average3x3(channelsLast).stride(1));
        Assert.Equal(1, Pooling.Max3x3(channelsLast).stride(1));
        var small = F.avg_pool2d(channelsLast, 2);
        Assert.Equal(1, DepthwiseConvolution.Apply(small, kernel, 1).stride(1));
        Assert.Equal(1, DepthwiseConvolution.Apply(small, kernel, 2).stride(1));
        Assert.Equal(1, Resizing.Apply(channelsLast, 16, 4).stride(1));
        Assert.Equal(1, Resizing.Apply(channelsLast, 4, 8).stride(1));
    }

    [Fact]
    public void Interleaved_dilation_has_the_values_and_gradients_of_the_plain_one()
    {
        using var scope = NewDisposeScope();
        foreach (var k in new[] { 3, 5 })
        foreach (var height in new[] { 2, 4, 6, 16 }) // sub-images smaller than the kernel's reach, and larger
        foreach (var width in new[] { 2, 4, 8 })
        {
            var x = rand(2, height, width, 4, dtype: ScalarType.Float64).permute(0, 3, 1, 2).requires_grad_();
            var w = rand(4, 1, k, k, dtype: ScalarType.Float64, requires_grad: true);
            var g = rand(2, 4, height, width, dtype: ScalarType.Float64);
            Tensor[] Results(Func<Tensor> run)
            {
                var y = run();
                (y * g).sum().backward();
                Tensor[] all = [y, x.grad!.clone(), w.grad!.clone()];
                x.grad!.zero_();
                w.grad!.zero_();
                return all;
            }
            var ours = Results(() => DepthwiseConvolution.Apply(x, w, 2));
            var plain = Results(() => F.conv2d(x, w, padding: [k - 1, k - 1], dilation: [2, 2], groups: 4));
            foreach (var (a, b) in ours.Zip(plain))
                Assert.InRange((a - b).abs().max().item<double>(), 0, 1e-12);
        }
    }

    [Fact]
    public void Interleaved_dilation_takes_few_images_of_few_channels()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var images in new[] { 1, 2 })
        foreach (var channels in new[] { 1, 4, 16 })
        foreach (var size in new[] { 2, 4, 8 })
        foreach (var k in new[] { 3, 5 })
        {
            var x = rand(images, size, size, channels).permute(0, 3, 1, 2);
            var w = rand(channels, 1, k, k);
            var plain = F.conv2d(x, w, padding: [k - 1, k - 1], dilation: [2, 2], groups: channels);
            Assert.InRange((DepthwiseConvolution.Apply(x, w, 2) - plain).abs().max().item<float>(), 0, 1e-5);
        }
    }

    [Fact]
    public void Pooling_has_the_values_and_gradients_of_torchs_own()
    {
        using var scope = NewDisposeScope();
        var x = rand(2, 6, 8, 4, dtype: ScalarType.Float64).permute(0, 3, 1, 2).requires_grad_();
        Tensor[] Results(Tensor y)
        {
            var weight = linspace(0, y.numel() - 1, y.numel(), dtype: ScalarType.Float64);
            (y * weight.view(y.shape)).sum().backward();
            Tensor[] all = [y, x.grad!.clone()];
            x.grad!.zero_();
            return all;
        }
        foreach (
            var (ours, torchs) in new[]
            {
                (Pooling.Average3x3(x), F.avg_pool2d(x, 3, 1, 1)),
                (Pooling.Max3x3(x), F.max_pool2d(x, 3, 1, 1)),
                (Pooling.Global(x), x.mean([2, 3])),
            }
        )
        foreach (var (a, b) in Results(ours).Zip(Results(torchs)))
            Assert.InRange((a - b).abs().max().item<double>(), 0, 1e-9);
    }

    [Fact]
    public void Images_that_the_network_does_not_take_are_named_with_those_that_it_does()
    {
        using var scope = NewDisposeScope();
        var weights = TestWeights.Of(EveryHandMadeKind.Build(6, 16, 10), 1);
        void Refused(string reason, Tensor images)
        {
            var run = Assert.Throws<GhnException>(() => Executor.Run(weights, images)).Message;
            Assert.Contains(reason, run);
            Assert.Equal(run, Assert.Throws<GhnException>(() => Executor.RunExits(weights, images)).Message);
            Assert.Equal(run, Assert.Throws<GhnException>(() => NormStatistics.Measure(weights, [images])).Message);
        }
        const string takes = ", but this network takes Float32 [B, 3, 16, 16]";
        Refused("Float32 [8, 3, 32, 32]" + takes, TestWeights.Images(32));
        Refused("Float32 [8, 16, 16, 3]" + takes, TestWeights.Images(16).permute(0, 2, 3, 1));
        Refused("Float32 [8, 3, 16, 8]" + takes, TestWeights.Images(16).narrow(3, 0, 8));
        Refused("Float32 [3, 16, 16]" + takes, TestWeights.Images(16)[0]);
        Refused("Float32 [0, 3, 16, 16]" + takes, TestWeights.Images(16).narrow(0, 0, 0));
        Refused("Byte [8, 3, 16, 16]" + takes, TestWeights.Images(16).to(ScalarType.Byte));
        Refused("The images are on meta but the weights are on cpu", TestWeights.Images(16).to(META));
    }

    [Fact]
    public void Weights_of_another_shape_are_refused()
    {
        var graph = new ComputationGraph(new Architecture([new(Operator.Identity, [0])]), Chain);
        var wrong = graph.Parameters.Select(p => zeros(2, 2)).ToArray();
        Assert.Contains("Stem of node 0", Assert.Throws<GhnException>(() => new WeightSet(graph, wrong)).Message);
    }

    private static Tensor Searched(Operator kind, WeightSet weights, Tensor x)
    {
        switch (kind.Id)
        {
            case "Identity":
                return x;
            case "AveragePool3x3":
                return F.avg_pool2d(x, 3, stride: 1, padding: 1);
            case "MaxPool3x3":
                return F.max_pool2d(x, 3, stride: 1, padding: 1);
        }
        x = F.relu(x);
        if (weights.Find(2, ParameterKind.Depthwise) is { } depthwise)
        {
            long dilation = kind.Id.StartsWith("Dilated", StringComparison.Ordinal) ? 2 : 1,
                padding = dilation * (depthwise.shape[2] - 1) / 2;
            x = F.conv2d(x, depthwise, padding: [padding, padding], dilation: [dilation, dilation], groups: 6);
        }
        return TorchFunctions.Norm(F.conv2d(x, weights[2, ParameterKind.Pointwise]));
    }
}
