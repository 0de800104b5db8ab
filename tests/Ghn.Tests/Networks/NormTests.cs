using System.Diagnostics;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Tests.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

[Collection(Alone.Name)]
public sealed class NormTests
{
    public static TheoryData<string, int, int> Kinds()
    {
        var data = new TheoryData<string, int, int>();
        foreach (var kind in Operator.Searched)
        foreach (var channels in new[] { 4, 6, 16, 17 })
        foreach (var imageSize in new[] { 16, 40 }) // 8×8 takes the interleaved path of dilation, 20×20 the plain one
            data.Add(kind.Id, channels, imageSize);
        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_searched_operator_equals_torchs_own(string kind, int channels, int imageSize)
    {
        using var scope = NewDisposeScope();
        var options = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = channels,
            StemStride = 2,
            ImageSize = imageSize,
            NormAffine = true,
        };
        // Node 2 reads two different feature maps, so that the sum shows.
        var architecture = new Architecture([new(Operator.MaxPool3x3, [0]), new(Operator.Find(kind), [0, 1])]);
        AgreesWithReference(new ComputationGraph(architecture, options), imageSize);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whole_random_networks_with_reductions_equal_torchs_own(int stemStride)
    {
        using var scope = NewDisposeScope();
        var options = new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 5,
            StemStride = stemStride,
            ImageSize = 16,
        };
        foreach (var architecture in new BlockSpace { Nodes = 7 }.SampleDistinct(3, 1, "norm test"))
            AgreesWithReference(new ComputationGraph(architecture, options), 16, tolerance: 5e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Strided_convolutions_of_two_inputs_equal_torchs_own(int stride)
    {
        using var scope = NewDisposeScope();
        var builder = new GraphBuilder(16);
        var stem = builder.Add(Operator.Stem, [], 6, stride);
        var pool = builder.Add(Operator.AveragePool3x3, [stem]);
        var dense = builder.Add(Operator.Convolution3x3, [stem, pool], 8, stride);
        var pointwise = builder.Add(Operator.Convolution1x1, [stem, pool], 10, stride);
        var both = builder.Add(Operator.Concatenation, [dense, pointwise]);
        builder.Add(Operator.Classifier, [builder.Add(Operator.Relu, [both])], 10);
        AgreesWithReference(builder.Build(normAffine: true), 16);
    }

    [Fact]
    public void With_measured_statistics_an_image_is_alone_in_its_batch()
    {
        using var scope = NewDisposeScope();
        var weights = TestWeights.Of(EveryHandMadeKind.Build(6, 16, 10), 1);
        using var statistics = NormStatistics.Measure(weights, [TestWeights.Images(16, 8, 0)]);
        var images = TestWeights.Images(16, 8, 1);
        var together = Executor.Run(weights, images, statistics);
        var apart = Executor.Run(weights, images.narrow(0, 0, 2), statistics);
        Assert.InRange((together.narrow(0, 0, 2) - apart).abs().max().item<float>(), 0, 1e-5);
        Assert.True((Executor.Run(weights, images).narrow(0, 0, 2) - apart).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Statistics_of_something_else_are_refused()
    {
        using var scope = NewDisposeScope();
        var weights = TestWeights.Of(EveryHandMadeKind.Build(6, 16, 10), 1);
        var other = TestWeights.Of(EveryHandMadeKind.Build(6, 16, 10), 1);
        var images = TestWeights.Images(16, 4, 0);
        using var statistics = NormStatistics.Measure(weights, [images]);
        string Message(Func<object> act) => Assert.Throws<GhnException>(act).Message;
        Assert.Contains("another network", Message(() => Executor.Run(other, images, statistics)));
        Assert.Contains("at least one batch", Message(() => NormStatistics.Measure(weights, [])));
    }

    [Fact]
    public void A_norm_that_is_not_there_is_named()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(
            new Architecture([new(Operator.Identity, [0]), new(Operator.Convolution1x1, [0, 1])]),
            new NetworkOptions
            {
                Blocks = 1,
                ReductionsAfter = [],
                Channels = 6,
                ImageSize = 16,
            }
        ); // stem, block input, 1, 2, …
        var weights = TestWeights.Of(graph, 1);
        using var statistics = NormStatistics.Measure(weights, [TestWeights.Images(16)]);
        string Message(int node) => Assert.Throws<GhnException>(() => statistics[node]).Message;
        Assert.Equal([6], statistics[3].Mean.shape);
        Assert.Equal("Node 2 (Identity) has no batch norm.", Message(2));
        Assert.Equal("There is no node 6: the network has nodes 0 to 5.", Message(6));
    }

    [Fact]
    public void Measuring_leaves_only_the_statistics()
    {
        using var scope = NewDisposeScope();
        var weights = TestWeights.Of(EveryHandMadeKind.Build(6, 16, 10), 1);
        Tensor[] batches = [TestWeights.Images(16, 4, 0), TestWeights.Images(16, 4, 1)];
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        NormStatistics.Measure(weights, batches).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_norm_of_a_single_value_is_warned_of_once_a_network()
    {
        using var scope = NewDisposeScope();
        var options = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = 6,
            ImageSize = 2,
            StemStride = 2,
        };
        var weights = TestWeights.Of(
            new ComputationGraph(new Architecture([new(Operator.Convolution1x1, [0])]), options),
            1
        );
        using var warnings = new Warnings();
        Trace.Listeners.Add(warnings);
        try
        {
            Executor.Run(weights, TestWeights.Images(2));
            using var statistics = NormStatistics.Measure(weights, [TestWeights.Images(2)]);
            Executor.Run(weights, TestWeights.Images(2, count: 1), statistics: statistics);
            Assert.Empty(warnings.Seen);
            Executor.Run(weights, TestWeights.Images(2, count: 1));
            Executor.Run(weights, TestWeights.Images(2, count: 1));
        }
        finally
        {
            Trace.Listeners.Remove(warnings);
        }
        Assert.StartsWith("2 of 2 batch norms see a single value per channel", Assert.Single(warnings.Seen));
    }

    /// <summary>Those of this thread: other tests run beside.</summary>
    private sealed class Warnings : TraceListener
    {
        private readonly int _thread = System.Environment.CurrentManagedThreadId;

        public List<string> Seen { get; } = [];

        public override void Write(string? message) { }

        public override void WriteLine(string? message)
        {
            if (System.Environment.CurrentManagedThreadId == _thread)
                Seen.Add(message!);
        }
    }

    private static void AgreesWithReference(ComputationGraph graph, int size, double tolerance = 1e-5)
    {
        var weights = TestWeights.Of(graph, 1);
        var reference = new ReferenceNetwork(weights);
        var batches = Enumerable.Range(0, 2).Select(i => TestWeights.Images(size, 8, i)).ToArray();
        foreach (var images in batches) // statistics of the batch
            Close(reference.Forward(images), Executor.Run(weights, images));
        reference.Evaluate();
        using var statistics = NormStatistics.Measure(weights, batches);
        var test = TestWeights.Images(size, 8, 2);
        Close(reference.Forward(test), Executor.Run(weights, test, statistics));

        void Close(Tensor expected, Tensor actual) =>
            Assert.InRange((expected - actual).abs().max().item<float>(), 0, tolerance);
    }
}
