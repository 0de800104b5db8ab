using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Spaces;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

public sealed class FusedPropagationTests
{
    public static TheoryData<string> Parameters()
    {
        using var module = new MessagePassing(new GnnOptions());
        return [.. module.named_parameters().Select(p => p.name)];
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void A_parameter_gets_its_gradient_while_all_others_are_frozen(string name)
    {
        using var scope = NewDisposeScope();
        using var module = new MessagePassing(new GnnOptions { EmbeddingSize = 4, Phases = 2 });
        ReferenceComparison.Fill(module);
        foreach (var (other, parameter) in module.named_parameters())
            parameter.requires_grad_(other == name);
        var architecture = new BlockSpace { Nodes = 3 }.Sample(new RandomStream(1, "t"));
        var chain = new NetworkOptions { Blocks = 2, ReductionsAfter = [] };
        using var batch = new GraphBatch([new ComputationGraph(architecture, chain)]);
        Tensor Gradient(bool fused)
        {
            module.Fused = fused;
            module.zero_grad();
            module.forward(batch).sum().backward();
            Assert.All(module.named_parameters(), p => Assert.Equal(p.name == name, p.parameter.grad is not null));
            return module.get_parameter(name)!.grad!.clone();
        }
        var (plain, fused) = (Gradient(false), Gradient(true));
        Assert.True(plain.abs().max().item<float>() > 0);
        Assert.Equal(plain.shape, fused.shape);
        Assert.InRange((fused - plain).abs().max().item<float>(), 0, 1e-4f * (1 + plain.abs().max().item<float>()));
    }
}
