using Ghn.Architectures;
using static TorchSharp.torch;

namespace Ghn.Bench;

// Each searched operator, with the ReLU, sum and norm that belong to it, at the workshop's three shapes.
internal static class OperatorsBenchmark
{
    private const int Batch = 64;

    private static readonly (int Channels, int Size)[] s_shapes = [(16, 16), (32, 8), (64, 4)];

    // An identity costs nothing.
    private static readonly Operator[] s_kinds = [.. Operator.Searched.Where(k => k != Operator.Identity)];

    public static BenchmarkTable Run(BenchmarkOptions options)
    {
        var timings = Timings.Over(
            options.Rounds,
            (times, _) =>
            {
                foreach (var (channels, size) in s_shapes)
                foreach (var kind in s_kinds)
                    Measure(times, kind, channels, size);
            }
        );
        string Forward(Operator kind, int channels) => Cell.Milliseconds(timings.Median($"{kind} {channels}"));
        string Both(Operator kind, int channels) => Cell.Milliseconds(timings.Median($"{kind} {channels} both"));
        return new(
            $"Operators, batch {Batch}, one thread: ms forward / forward and backward",
            ["operator", .. s_shapes.Select(s => $"{s.Channels} × {s.Size} × {s.Size}")],
            [
                .. s_kinds.Select(kind =>
                    (string[])
                        [kind.Name, .. s_shapes.Select(s => $"{Forward(kind, s.Channels)} / {Both(kind, s.Channels)}")]
                ),
            ]
        );
    }

    // Random weights that gradients are wanted of.
    internal static WeightSet Leaves(ComputationGraph graph) =>
        new(graph, [.. graph.Parameters.Select(p => randn([.. p.Shape]).Over(Math.Sqrt(p.FanIn)).requires_grad_())]);

    private static void Measure(Timings times, Operator kind, int channels, int size)
    {
        using var scope = NewDisposeScope();
        var network = new NetworkOptions
        {
            Blocks = 1,
            ReductionsAfter = [],
            Channels = channels,
            ImageSize = size,
        };
        var graph = new ComputationGraph(new Architecture([new BlockNode(kind, [0])]), network);
        using var weights = Leaves(graph);
        var node = graph.Nodes.Single(n => n.Operator == kind);
        var input = randn(Batch, size, size, channels).permute(0, 3, 1, 2);
        var gradient = randn(Batch, size, size, channels).permute(0, 3, 1, 2);

        Tensor Output(Tensor x)
        {
            var operators = new BareOperators(weights, torchsOwn: false);
            operators.Put(node.Inputs[0], x);
            operators.Add(node, x);
            return operators.Run();
        }
        using (no_grad())
            times.Measure($"{kind} {channels}", () => Output(input).Dispose());
        var leaf = input.detach().requires_grad_();
        times.Measure(
            $"{kind} {channels} both",
            () =>
            {
                using var inner = NewDisposeScope();
                (Output(leaf) * gradient).sum().backward();
            }
        );
    }
}
