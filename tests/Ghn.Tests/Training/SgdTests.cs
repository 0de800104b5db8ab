using Ghn.Training;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

[Collection(Alone.Name)]
public sealed class SgdTests
{
    [Fact]
    public void Momentum_and_decay_equal_torchs_own()
    {
        using var scope = NewDisposeScope();
        using var mine = nn.Linear(5, 3);
        using var theirs = nn.Linear(5, 3);
        theirs.load_state_dict(mine.state_dict());
        using var flat = new FlatParameters(
            mine.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray()
        );
        using var sgd = new Sgd(flat, 0.9, 0.1);
        using var oracle = optim.SGD(theirs.parameters(), 0.01, momentum: 0.9, weight_decay: 0.1);
        for (var step = 0; step < 20; step++)
        {
            var x = tensor(new RandomStream(0, "x", step).Normal(20), [4, 5]);
            flat.Gradient.zero_();
            oracle.zero_grad();
            SumOfSquares(mine.forward(x)).backward();
            SumOfSquares(theirs.forward(x)).backward();
            sgd.Step(0.01);
            GarbageCollections.Hold(() => oracle.step());
            foreach (var (a, b) in mine.parameters().Zip(theirs.parameters()))
                Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-5);
        }
    }

    private static Tensor SumOfSquares(Tensor x) => (x * x).sum();
}
