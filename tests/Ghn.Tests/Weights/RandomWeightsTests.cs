using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Spaces;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Weights;

public sealed class RandomWeightsTests
{
    [Fact]
    public void They_are_a_function_of_seed_architecture_and_tensor()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Graph(1), Graph(2));
        using var one = new GraphBatch([a]);
        using var two = new GraphBatch([b, Graph(1)]);
        var alone = new RandomWeights(5).Generate(one)[0];
        Assert.True(Equal(alone, new RandomWeights(5).Generate(two)[1])); // whatever else is in the batch
        Assert.False(Equal(alone, new RandomWeights(6).Generate(one)[0]));
        Assert.All(alone.Tensors, t => Assert.False(t.requires_grad));

        var stems = new[] { alone, new RandomWeights(5).Generate(two)[0] }
            .Select(w => w[0, ParameterKind.Stem])
            .ToArray();
        Assert.NotEqual(0, (stems[0] - stems[1]).abs().max().item<float>()); // another architecture draws anew
    }

    [Fact]
    public void Kernels_have_the_deviation_of_He_and_the_rest_leaves_its_input_alone()
    {
        using var scope = NewDisposeScope();
        using var batch = new GraphBatch([Graph(1)]);
        using var weights = new RandomWeights(0).Generate(batch)[0];
        foreach (var (spec, tensor) in weights.Graph.Parameters.Zip(weights.Tensors))
        {
            var expected = spec.Kind.Id switch
            {
                "NormShift" or "ClassifierBias" or "NormScale" => 0,
                "ClassifierWeight" => Math.Sqrt(1.0 / spec.FanIn),
                _ => Math.Sqrt(2.0 / spec.FanIn),
            };
            if (expected == 0)
                Assert.All(
                    tensor.data<float>().ToArray(),
                    v => Assert.Equal(spec.Kind == ParameterKind.NormScale ? 1f : 0f, v)
                );
            else
                Assert.InRange(tensor.std().item<float>() / expected, 0.8, 1.2);
        }
    }

    private static bool Equal(WeightSet a, WeightSet b) =>
        a.Tensors.Zip(b.Tensors).All(p => (p.First - p.Second).abs().max().item<float>() == 0);

    private static ComputationGraph Graph(long seed) =>
        new(
            new BlockSpace { Nodes = 5, Operators = [Operator.SeparableConvolution5x5] }.Sample(
                new RandomStream(seed, "t")
            ),
            new NetworkOptions
            {
                Blocks = 2,
                ReductionsAfter = [1],
                NormAffine = true,
            }
        );
}
