using Ghn.Graphs;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

/// <summary>Weights and images for tests, in the caller's dispose scope.</summary>
internal static class RandomNetwork
{
    public static WeightSet Weights(ComputationGraph graph, long seed) =>
        new(
            graph,
            graph
                .Parameters.Select(
                    (p, i) =>
                        tensor(new RandomStream(seed, "weights", i).Normal((int)p.Count), p.Shape.ToArray())
                        * Math.Sqrt(1.0 / p.FanIn)
                )
                .ToArray()
        );

    /// <summary>Float32 [count, 3, size, size], channels-last.</summary>
    public static Tensor Images(int size, int count, long step) =>
        tensor(new RandomStream(2, "images", step).Normal(count * 3 * size * size), [count, size, size, 3])
            .permute(0, 3, 1, 2);
}
