using Ghn.Graphs;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Networks;

/// <summary>Weights and images for networks whose numbers do not matter.</summary>
internal static class TestWeights
{
    public static WeightSet Of(ComputationGraph graph, long seed) =>
        new(
            graph,
            graph
                .Parameters.Select(
                    (p, i) =>
                        tensor(new RandomStream(seed, "weights", i).Normal((int)p.Count), p.Shape.ToArray())
                            .Times(Math.Sqrt(1.0 / p.FanIn))
                )
                .ToArray()
        );

    /// <summary>Float32 [count, 3, size, size], channels-last; others for another step.</summary>
    public static Tensor Images(int size, int count = 8, long step = 0) =>
        tensor(new RandomStream(2, "images", step).Normal(count * 3 * size * size), [count, size, size, 3])
            .permute(0, 3, 1, 2);
}
