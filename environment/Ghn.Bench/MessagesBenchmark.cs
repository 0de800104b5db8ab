using Ghn.Spaces;
using static TorchSharp.torch;

namespace Ghn.Bench;

// Message passing at the paper's scale: 18 blocks of 17 nodes, D = 32, T = 5, without a gradient.
internal static class MessagesBenchmark
{
    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        using var noGradient = no_grad();
        using var ghn = new GraphHyperNetwork(new GhnOptions());
        var network = new NetworkOptions();
        var architectures = new BlockSpace().SampleDistinct(options.GraphsInBatch.Max(), 0, "message benchmark");
        var timings = Timings.Over(
            options.Rounds,
            (times, _) =>
            {
                foreach (var count in options.GraphsInBatch)
                {
                    GraphBatch? batch = null;
                    times.Measure(
                        $"build {count}",
                        () => batch = new([.. architectures.Take(count).Select(a => new ComputationGraph(a, network))])
                    );
                    using (batch)
                    {
                        times.Measure($"propagate {count}", () => ghn.Embed(batch!).Dispose());
                    }
                }
            }
        );
        string Each(string what, int count) => Cell.Milliseconds(timings.Median($"{what} {count}") / count);
        static string Goal(int count) =>
            count == 1 ? "≤ 30"
            : count >= 64 ? "≤ 3"
            : "";
        return new(
            "Message passing, 18 blocks × 17 nodes, D = 32, T = 5, no gradient, one thread",
            ["architectures in the batch", "propagation, ms each", "goal", "building graphs and batch, ms each"],
            [.. options.GraphsInBatch.Select(n => (string[])[$"{n}", Each("propagate", n), Goal(n), Each("build", n)])]
        );
    }
}
