using Ghn.Architectures;
using Ghn.Experiments;
using Ghn.Experiments.Benchmarks;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Experiments.Benchmarks;

public sealed class BareOperatorsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_floor_computes_what_the_executor_computes_gradients_included(bool torchsOwn)
    {
        using var scope = NewDisposeScope();
        var training = TrainingExperiment.Scale(Profile.Workshop).Item2;
        var network = training.Network with { Channels = 4 };
        var images = tensor(new RandomStream(1, "images").Normal(4 * 32 * 32 * 3), [4, 32, 32, 3]).permute(0, 3, 1, 2);
        foreach (var architecture in new BlockSpace().SampleDistinct(4, 1, "floor"))
        {
            var graph = new ComputationGraph(architecture, network);
            var weights = new WeightSet(
                graph,
                [
                    .. graph.Parameters.Select(
                        (p, i) =>
                            (
                                tensor(new RandomStream(2, "weights", i).Normal((int)p.Count), [.. p.Shape])
                                * Math.Sqrt(2.0 / p.FanIn)
                            ).requires_grad_()
                    ),
                ]
            );
            var expected = Logits(() => Executor.Run(weights, images), weights);
            var actual = Logits(BareOperators.Of(weights, images, torchsOwn).Run, weights);
            foreach (var (e, a) in expected.Zip(actual))
                Assert.InRange(((e - a).abs().max() / (1 + e.abs().max())).item<float>(), 0, 1e-4);
        }
    }

    /// <summary>The logits, and the gradient of their weighted sum with respect to every weight.</summary>
    private static Tensor[] Logits(Func<Tensor> run, WeightSet weights)
    {
        var logits = run();
        (logits * arange(10)).sum().backward();
        Tensor[] all = [logits, .. weights.Tensors.Select(w => w.grad!.clone())];
        foreach (var w in weights.Tensors)
            w.grad!.zero_();
        return all;
    }
}
