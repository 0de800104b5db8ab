using Ghn.Gnn;
using Ghn.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Experiments.Studies;

/// <summary>
/// Which nodes influence which: another operator at one node changes the embeddings of those that its messages reach
/// (section 4.4).
/// </summary>
public static class ReceptiveField
{
    /// <summary>
    /// Whether the embedding of node j changes at all when the i-th searched node gets another operator, with random
    /// parameters: [searched nodes, N]. Computed in float64, so that a faint message is not rounded away.
    /// </summary>
    /// <param name="gnn">The graph neural network.</param>
    /// <param name="architecture">A block; the network has no other.</param>
    /// <param name="seed">Seed of the parameters.</param>
    public static bool[,] Of(GnnOptions gnn, Architecture architecture, long seed = 0)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var ghn = new GraphHyperNetwork(new GhnOptions { Gnn = gnn }, seed);
        ghn.to(ScalarType.Float64);
        var nodes = Graph(architecture).Nodes.Count;
        var before = Embed(ghn, architecture);
        var reached = new bool[architecture.Nodes.Count, nodes];
        for (var i = 0; i < architecture.Nodes.Count; i++)
        {
            var moved = Embed(ghn, Changed(architecture, i)).Minus(before).abs().amax([1L]).data<double>().ToArray(); // [N]
            for (var j = 0; j < nodes; j++)
                reached[i, j] = moved[j] > 0;
        }
        return reached;
    }

    /// <summary>
    /// Phases (or synchronous steps) until every searched node has reached every node; null if
    /// <paramref name="most"/> are not enough.
    /// </summary>
    public static int? PhasesToAll(GnnOptions gnn, Architecture architecture, int most = 64, long seed = 0)
    {
        for (var phases = 1; phases <= most; phases++)
            if (Of(gnn with { Phases = phases }, architecture, seed).Cast<bool>().All(h => h))
                return phases;
        return null;
    }

    /// <summary>The network that these functions look at: one block with stem and classifier.</summary>
    public static ComputationGraph Graph(Architecture architecture) =>
        new(architecture, new NetworkOptions { Blocks = 1, ReductionsAfter = [] });

    private static Tensor Embed(GraphHyperNetwork ghn, Architecture architecture)
    {
        using var batch = new GraphBatch([Graph(architecture)]);
        return ghn.Embed(batch);
    }

    private static Architecture Changed(Architecture architecture, int node)
    {
        Operator Next(Operator kind) =>
            Operator.Searched[(Operator.Searched.ToList().IndexOf(kind) + 1) % Operator.Searched.Count];
        return new Architecture([
            .. architecture.Nodes.Select((n, i) => i == node ? n with { Operator = Next(n.Operator) } : n),
        ]);
    }
}
