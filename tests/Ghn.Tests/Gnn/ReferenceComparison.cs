using Ghn.Gnn;
using Ghn.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

/// <summary>The production module against <see cref="ReferenceMessagePassing"/>, in double precision.</summary>
internal static class ReferenceComparison
{
    private const double Tolerance = 1e-9;

    /// <summary>Embeddings of all nodes and gradients of all parameters agree.</summary>
    public static void AssertAgrees(GnnOptions options, bool fused, params ComputationGraph[] graphs)
    {
        using var scope = NewDisposeScope();
        using var module = new MessagePassing(options) { Fused = fused };
        Fill(module);
        module.to(ScalarType.Float64);
        var parameters = module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        using var batch = new GraphBatch(graphs);
        var rows = graphs.SelectMany((g, i) => g.Nodes.Select(n => (long)batch.RowOf(i, n.Index))).ToArray();
        var d = options.EmbeddingSize;
        var weight = tensor(new RandomStream(5, "loss").Normal(rows.Length * d), [rows.Length, d])
            .to(ScalarType.Float64);

        var fast = module.forward(batch).index_select(0, tensor(rows));
        (fast * weight).sum().backward();
        var gradients = parameters.ToDictionary(p => p.Key, p => p.Value.grad!.clone());
        module.zero_grad();

        var reference = new ReferenceMessagePassing(parameters, options);
        var slow = stack(graphs.SelectMany(reference.Embeddings).ToArray());
        (slow * weight).sum().backward();

        Assert.InRange((fast - slow).abs().max().item<double>(), 0, Tolerance);
        foreach (var (name, parameter) in parameters)
            Assert.True(
                (parameter.grad! - gradients[name]).abs().max().item<double>()
                    < Tolerance * (1 + gradients[name].abs().max().item<double>()),
                name
            );
    }

    /// <summary>Sets all parameters to random numbers.</summary>
    public static void Fill(nn.Module module)
    {
        using var noGradient = no_grad();
        foreach (var (name, p) in module.named_parameters())
            p.copy_(tensor(new RandomStream(11, name).Normal((int)p.numel()), p.shape).Times(0.4));
    }
}
