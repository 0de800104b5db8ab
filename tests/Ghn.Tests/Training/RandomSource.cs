using Ghn.Graphs;
using Ghn.Tests.Networks;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

/// <summary>Random weights, the same for the same seed.</summary>
internal sealed class RandomSource(long seed) : IWeightSource
{
    public Device Device => CPU;

    public IReadOnlyList<WeightSet> Generate(GraphBatch batch) =>
        batch.Graphs.Select(g => TestWeights.Of(g, seed)).ToArray();
}
