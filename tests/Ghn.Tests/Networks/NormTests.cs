using System.Diagnostics;
using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Tests.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

[Collection(Alone.Name)]
public sealed class NormTests
{
    public static TheoryData<OperatorKind, int, int, NormPlace> Kinds()
    {
        var data = new TheoryData<OperatorKind, int, int, NormPlace>();
        foreach (var kind in OperatorKinds.Searched)
        foreach (var channels in new[] { 4, 6, 16, 17 })
        foreach (var imageSize in new[] { 16, 40 }) // 8×8 takes the interleaved path of dilation, 20×20 the plain one
        foreach (var place in Enum.GetValues<NormPlace>())
            data.Add(kind, channels, imageSize, place);
        return data;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_searched_operator_equals_torchs_own(
        OperatorKind kind,
        int channels,
        int imageSize,
        NormPlace place
    )
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
        // Node 2 reads two different feature maps, so that the norm's place shows.
        var architecture = new Architecture([new(OperatorKind.MaxPool3x3, [0]), new(kind, [0, 1])]);
        AgreesWithReference(new ComputationGraph(architecture, options), imageSize, place);
    }

    [Theory]
    [InlineData(1, NormPlace.AfterSum)]
    [InlineData(1, NormPlace.OnEveryEdge)]
    [InlineData(2, NormPlace.AfterSum)]
    [InlineData(2, NormPlace.OnEveryEdge)]
    public void Whole_random_networks_with_reductions_equal_torchs_own(int stemStride, NormPlace place)
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
            AgreesWithReference(new ComputationGraph(architecture, options), 16, place, tolerance: 5e-5);
    }

    [Theory]
    [InlineData(1, NormPlace.AfterSum)]
    [InlineData(1, NormPlace.OnEveryEdge)]
    [InlineData(2, NormPlace.AfterSum)]
    [InlineData(2, NormPlace.OnEveryEdge)]
    public void Strided_convolutions_of_two_inputs_equal_torchs_own(int stride, NormPlace place)
    {
        using var scope = NewDisposeScope();
        var builder = new GraphBuilder(16);
        var stem = builder.Add(OperatorKind.Stem, [], 6, stride);
        var pool = builder.Add(OperatorKind.AveragePool3x3, [stem]);
        var dense = builder.Add(OperatorKind.Convolution3x3, [stem, pool], 8, stride);
        var pointwise = builder.Add(OperatorKind.Convolution1x1, [stem, pool], 10, stride);
        var both = builder.Add(OperatorKind.Concatenation, [dense, pointwise]);
        builder.Add(OperatorKind.Classifier, [builder.Add(OperatorKind.Rectifier, [both])], 10);
        AgreesWithReference(builder.Build(normAffine: true), 16, place);
    }

    [Fact]
    public void With_measured_statistics_an_image_is_alone_in_its_batch()
    {
        using var scope = NewDisposeScope();
        var weights = TestWeights.Of(EveryHandMadeKind.Build(6, 16, 10), 1);
        using var statistics = NormStatistics.Measure(weights, [TestWeights.Images(16, 8, 0)]);
        var images = TestWeights.Images(16, 8, 1);
        var together = Executor.Run(weights, images, null, statistics);
        var apart = Executor.Run(weights, images.narrow(0, 0, 2), null, statistics);
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
        var edges = new ExecutionOptions { NormPlace = NormPlace.OnEveryEdge };
        using var statistics = NormStatistics.Measure(weights, [images]);
        string Message(Func<object> act) => Assert.Throws<GhnException>(act).Message;
        Assert.Contains("another network", Message(() => Executor.Run(other, images, null, statistics)));
        Assert.Contains("AfterSum, not OnEveryEdge", Message(() => Executor.Run(weights, images, edges, statistics)));
        Assert.Contains("at least one batch", Message(() => NormStatistics.Measure(weights, [])));
        Assert.Contains("NormPlace = 7", Message(() => new ExecutionOptions { NormPlace = (NormPlace)7 }));
    }

    [Fact]
    public void A_norm_that_is_not_there_is_named_with_those_that_are()
    {
        using var scope = NewDisposeScope();
        var graph = new ComputationGraph(
            new Architecture([new(OperatorKind.Identity, [0]), new(OperatorKind.Convolution1x1, [0, 1])]),
            new NetworkOptions
            {
                Blocks = 1,
                ReductionsAfter = [],
                Channels = 6,
                ImageSize = 16,
            }
        ); // stem, block input, 1, 2, …
        var weights = TestWeights.Of(graph, 1);
        var options = new ExecutionOptions { NormPlace = NormPlace.OnEveryEdge };
        using var statistics = NormStatistics.Measure(weights, [TestWeights.Images(16)], options);
        string Message(int node, int edge) => Assert.Throws<GhnException>(() => statistics[node, edge]).Message;
        Assert.Equal([6], statistics[3, 1].Mean.shape);
        Assert.Equal("Node 3 (Convolution1x1) has no norm on edge 2: it has norms on 0, 1.", Message(3, 2));
        Assert.Equal("Node 2 (Identity) has no norm on edge 0: it has no norms.", Message(2, 0));
        Assert.Equal("There is no node 6: the network has nodes 0 to 5.", Message(6, 0));
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
            new ComputationGraph(new Architecture([new(OperatorKind.Convolution1x1, [0])]), options),
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
        Assert.StartsWith("2 of 2 batch norms see a single value a channel", Assert.Single(warnings.Seen));
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

    private static void AgreesWithReference(ComputationGraph graph, int size, NormPlace place, double tolerance = 1e-5)
    {
        var weights = TestWeights.Of(graph, 1);
        var options = new ExecutionOptions { NormPlace = place };
        var reference = new ReferenceNetwork(weights, place);
        var batches = Enumerable.Range(0, 2).Select(i => TestWeights.Images(size, 8, i)).ToArray();
        foreach (var images in batches) // statistics of the batch
            Close(reference.Forward(images), Executor.Run(weights, images, options));
        reference.Evaluate();
        using var statistics = NormStatistics.Measure(weights, batches, options);
        var test = TestWeights.Images(size, 8, 2);
        Close(reference.Forward(test), Executor.Run(weights, test, options, statistics));

        void Close(Tensor expected, Tensor actual) =>
            Assert.InRange((expected - actual).abs().max().item<float>(), 0, tolerance);
    }
}
