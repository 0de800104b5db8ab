using Ghn.Architectures;
using Ghn.Networks;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Ghn.Bench;

// One forward and backward pass of a chain by its initial channels: the library's own kernels take them in vectors of
// 16, others are brought to these or left to torch. No hypernetwork, no optimiser.
internal static class ChannelsBenchmark
{
    private const int Batch = 64,
        Compared = 32; // the largest: its time for a multiply-add is the measure

    private static readonly int[] s_channels = [8, 12, 13, 16, 17, 20, 24, 28, 30, 32];

    private static readonly Architecture s_block = new([
        new(Operator.SeparableConvolution3x3, [0]),
        new(Operator.DilatedConvolution5x5, [0, 1]),
        new(Operator.Convolution1x1, [1, 2]),
        new(Operator.MaxPool3x3, [2]),
        new(Operator.SeparableConvolution5x5, [3, 4]),
    ]);

    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        var graphs = s_channels.ToDictionary(c => c, Graph);
        var timings = Timings.Over(
            options.Rounds,
            (times, _) =>
            {
                foreach (var (channels, graph) in graphs)
                    Measure(times, $"{channels}", graph);
            }
        );
        double Cost(int channels) => (double)graphs[channels].MultiplyAdds / graphs[Compared].MultiplyAdds;
        var chain = graphs[Compared].Options!;
        return new(
            $"Channels, {chain.Blocks} blocks of {s_block.Nodes.Count} nodes, {chain.ImageSize} pixels, batch {Batch}, one thread: forward and backward",
            ["initial channels", "ms", "millions of multiply-adds", $"time a multiply-add ÷ that of {Compared}"],
            [
                .. s_channels.Select(c =>
                    (string[])
                        [
                            $"{c}",
                            Cell.Milliseconds(timings.Median($"{c}")),
                            Invariant($"{graphs[c].MultiplyAdds / 1e6:f2}"),
                            Cell.Ratio(timings.Ratio($"{c}", $"{Compared}") / Cost(c)),
                        ]
                ),
            ]
        );
    }

    private static ComputationGraph Graph(int channels) =>
        new(
            s_block,
            new NetworkOptions
            {
                Blocks = 3,
                ReductionsAfter = [1, 2],
                Channels = channels,
                StemStride = 2,
                ImageSize = 32,
            }
        );

    private static void Measure(Timings times, string what, ComputationGraph graph)
    {
        using var scope = NewDisposeScope();
        using var weights = OperatorsBenchmark.Leaves(graph);
        var images = randn(Batch, graph.ImageSize, graph.ImageSize, 3).permute(0, 3, 1, 2);
        times.Measure(
            what,
            () =>
            {
                using var inner = NewDisposeScope();
                Executor.Run(weights, images).sum().backward();
            }
        );
    }
}
