using Ghn.Bench;
using Ghn.Experiments.Studies;
using Ghn.Graphs;
using Ghn.Networks;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Bench;

public sealed class BareOperatorsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_floor_computes_what_the_executor_computes_gradients_included(bool torchsOwn)
    {
        using var scope = NewDisposeScope();
        var training = TrainingScale.Of(Profile.Workshop).Training;
        var network = training.Network with { Channels = 4 };
        var images = Normal("images", 0, [4, 32, 32, 3]).permute(0, 3, 1, 2);
        foreach (var architecture in training.Blocks.SampleDistinct(6, 1, "floor"))
        {
            var graph = new ComputationGraph(architecture, network);
            var weights = new WeightSet(
                graph,
                [
                    .. graph.Parameters.Select(
                        (p, i) => Normal("weights", i, p.Shape).Times(Math.Sqrt(2.0 / p.FanIn)).requires_grad_()
                    ),
                ]
            );
            var expected = Logits(() => Executor.Run(weights, images), weights);
            var actual = Logits(BareOperators.Of(weights, images, torchsOwn).Run, weights);
            foreach (var (e, a) in expected.Zip(actual))
                Assert.InRange(((e - a).abs().max() / e.abs().max().Plus(1)).item<double>(), 0, 1e-9);
        }
    }

    /// <summary>The logits, and the gradient of their weighted sum with respect to every weight.</summary>
    private static Tensor[] Logits(Func<Tensor> run, WeightSet weights)
    {
        var logits = run();
        (logits * linspace(0, 9, 10)).sum().backward();
        Tensor[] all = [logits, .. weights.Tensors.Select(w => w.grad!.clone())];
        foreach (var w in weights.Tensors)
            w.grad!.zero_();
        return all;
    }

    /// <summary>In float64: a chain of batch norms over a few pixels makes much of the rounding of float32.</summary>
    private static Tensor Normal(string name, long step, IReadOnlyList<long> shape) =>
        tensor(new RandomStream(1, name, step).Normal((int)shape.Aggregate((a, b) => a * b)), [.. shape]).@double();
}
