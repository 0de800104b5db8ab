using Ghn.Training;
using static TorchSharp.torch;

namespace Ghn.Tests.Training;

[Collection(Alone.Name)]
public sealed class AdamTests
{
    [Fact]
    public void Adam_and_clipping_equal_torchs_own()
    {
        using var scope = NewDisposeScope();
        using var mine = nn.Linear(5, 3);
        using var theirs = nn.Linear(5, 3);
        theirs.load_state_dict(mine.state_dict());
        using var flat = new FlatParameters(
            mine.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray()
        );
        using var adam = new Adam(flat, 0.1);
        using var oracle = optim.Adam(theirs.parameters(), 0.01, weight_decay: 0.1);
        for (var step = 0; step < 20; step++)
        {
            var x = tensor(new RandomStream(0, "x", step).Normal(20), [4, 5]);
            flat.Gradient.zero_();
            oracle.zero_grad();
            SumOfSquares(mine.forward(x)).backward();
            SumOfSquares(theirs.forward(x)).backward();
            var length = flat.ClipGradient(3);
            var theirLength = 0.0;
            foreach (var group in oracle.ParamGroups)
                group.LearningRate = 0.01 * (step + 1);
            GarbageCollections.Hold(() =>
            {
                theirLength = nn.utils.clip_grad_norm_(theirs.parameters(), 3);
                oracle.step();
            });
            Assert.Equal(theirLength, length, length * 1e-5);
            adam.Step(0.01 * (step + 1));
            foreach (var (a, b) in mine.parameters().Zip(theirs.parameters()))
                Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-5);
        }
    }

    [Fact]
    public void A_parameter_that_was_not_used_is_left_alone_as_by_torchs_own()
    {
        using var scope = NewDisposeScope();
        Tensor[] mine = [ones(3), ones(2, 2), ones(4)];
        var theirs = mine.Select(t => new TorchSharp.Modules.Parameter(t.clone())).ToArray();
        using var flat = new FlatParameters(mine.Select((t, i) => ($"{i}", t)).ToArray());
        using var adam = new Adam(flat, 0.1);
        using var oracle = optim.Adam(theirs, 0.1, weight_decay: 0.1);
        int[][] used =
        [
            [0, 2],
            [1],
            [0, 1, 2],
            [2],
            [0, 1],
            [],
            [0, 1, 2],
        ];
        for (var step = 0; step < used.Length; step++)
        {
            flat.Gradient.zero_();
            foreach (var t in theirs)
                t.grad = null;
            foreach (var i in used[step])
            {
                SumOfSquares(mine[i]).Times(step + 1).backward();
                SumOfSquares(theirs[i]).Times(step + 1).backward();
            }
            adam.Step(0.1);
            GarbageCollections.Hold(() => oracle.step());
            foreach (var (a, b) in mine.Zip(theirs))
                Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-5);
        }
    }

    [Fact]
    public void Parameters_keep_their_values_and_their_gradient_mode()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(4, 2);
        var before = module.parameters().Select(p => p.clone()).ToArray();
        var flat = new FlatParameters(module.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray());
        flat.Dispose();
        Assert.All(module.parameters(), p => Assert.True(p.requires_grad && p.is_leaf));
        foreach (var (a, b) in module.parameters().Zip(before))
            Assert.True(a.eq(b).all().item<bool>());
    }

    private static Tensor SumOfSquares(Tensor x) => (x * x).sum();
}
