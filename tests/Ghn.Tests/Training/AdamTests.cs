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
            mine.forward(x).pow(2).sum().backward();
            theirs.forward(x).pow(2).sum().backward();
            var length = flat.ClipGradient(3);
            Assert.Equal(nn.utils.clip_grad_norm_(theirs.parameters(), 3), length, length * 1e-5);
            foreach (var group in oracle.ParamGroups)
                group.LearningRate = 0.01 * (step + 1);
            adam.Step(step + 1, 0.01 * (step + 1));
            oracle.step();
            foreach (var (a, b) in mine.parameters().Zip(theirs.parameters()))
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
}
