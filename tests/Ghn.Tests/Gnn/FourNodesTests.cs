using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Operators;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

/// <summary>The smallest network with a fork, worked out by hand: notebook 02's example.</summary>
/// <remarks>
/// Embeddings have one number. M(h) = max(0, h); all gates of the GRU stand half open, U(h, m) = ½ h + ½ tanh(m).
/// <code>
/// h(0)            stem 2, conv 1, sep 0, classifier 0
/// entry           stem        m = 0 (no block before)     ½ · 2      + 0            = 1
/// forward         stem        m = 0 (nobody sends)        ½ · 1      + 0            = 0.5000
///                 conv        m = 0.5000                  ½ · 1      + ½ · 0.4621   = 0.7311
///                 sep         m = 0.5000 + 0.7311         0          + ½ · 0.8429   = 0.4214
///                 classifier  m = 0.4214                  0          + ½ · 0.3981   = 0.1991
/// backward        sep         m = 0.1991                  ½ · 0.4214 + ½ · 0.1965   = 0.3090
///                 conv        m = 0.3090                  ½ · 0.7311 + ½ · 0.2995   = 0.5153
///                 stem        m = 0.3090 + 0.5153         ½ · 0.5000 + ½ · 0.6775   = 0.5887
/// </code>
/// </remarks>
public sealed class FourNodesTests
{
    private const double Rounding = 1e-4; // four decimals

    private static readonly (int Node, double Embedding)[] s_byHand =
    [
        (0, 0.5000),
        (1, 0.7311),
        (2, 0.4214),
        (3, 0.1991),
        (2, 0.3090),
        (1, 0.5153),
        (0, 0.5887),
    ];

    [Fact]
    public void A_phase_is_the_seven_updates_worked_out_by_hand()
    {
        using var scope = NewDisposeScope();
        using var module = Module();
        using var batch = new GraphBatch([Graph()]);
        var visits = new List<(int Node, double Embedding)>();
        module.Trace(batch, s => visits.Add((s.Level.Nodes.Single(), s.Embeddings[s.Level.Nodes[0], 0].item<float>())));
        Assert.Equal(s_byHand.Select(v => v.Node), visits.Select(v => v.Node));
        Assert.All(visits.Zip(s_byHand), v => Assert.Equal(v.Second.Embedding, v.First.Embedding, Rounding));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_result_is_what_each_node_had_last(bool fused)
    {
        using var scope = NewDisposeScope();
        using var module = Module();
        module.Fused = fused;
        using var batch = new GraphBatch([Graph()]);
        var h = module.forward(batch).data<float>().ToArray();
        Assert.All(
            Enumerable.Range(0, 4),
            node => Assert.Equal(s_byHand.Last(v => v.Node == node).Embedding, h[node], Rounding)
        );
    }

    private static ComputationGraph Graph()
    {
        var builder = new GraphBuilder(imageSize: 8);
        var stem = builder.Add(Operator.Stem, [], 4);
        var left = builder.Add(Operator.Convolution1x1, [stem]);
        var join = builder.Add(Operator.SeparableConvolution3x3, [stem, left]);
        builder.Add(Operator.Classifier, [join], 10);
        return builder.Build();
    }

    private static MessagePassing Module()
    {
        var module = new MessagePassing(
            new GnnOptions
            {
                EmbeddingSize = 1,
                MessageHidden = 1,
                Phases = 1,
            }
        );
        var start = new float[Operator.BuiltIn.Count]; // of a stem, row 8, and a 1×1 convolution, row 3
        start[8] = 2;
        start[3] = 1;
        using var noGradient = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            float[] values = name.Split("_cells.0.")[1] switch
            {
                "_embed.weight" => start,
                "_messageIn.weight" or "_messageOut.weight" => [1],
                "_update.weight_ih" => [0, 0, 1], // gates: reset, update, new
                _ => new float[parameter.numel()],
            };
            parameter.copy_(tensor(values, parameter.shape));
        }
        return module;
    }
}
