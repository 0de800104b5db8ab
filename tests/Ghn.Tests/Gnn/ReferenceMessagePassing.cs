using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Operators;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

/// <summary>
/// Eqs. 3, 4 and 12–15 as they read: one graph, one node at a time, no levels. Takes its parameters from the production
/// module by name.
/// </summary>
internal sealed class ReferenceMessagePassing(IReadOnlyDictionary<string, Tensor> parameters, GnnOptions options)
{
    private string _cell = "";

    /// <summary>h_v^(T) for every node of the graph, in node order.</summary>
    public Tensor[] Embeddings(ComputationGraph graph)
    {
        var h = new Tensor[graph.Nodes.Count];
        var passed = zeros(options.EmbeddingSize, dtype: ScalarType.Float64); // h_{A_0} = 0
        foreach (var block in graph.Nodes.GroupBy(n => n.Block))
        {
            _cell = $"_cells.{(options.SharedParameters ? 0 : block.Key)}.";
            var nodes = block.ToArray();
            foreach (var v in nodes)
                h[v.Index] = P("_embed.weight")[Operator.BuiltIn.ToList().IndexOf(v.Operator)];
            h[nodes[0].Index] = Update(h[nodes[0].Index], passed);
            for (var t = 0; t < options.Phases; t++)
                Phase(nodes, h);
            if (options.PassEmbeddings)
                passed = stack(nodes.Select(n => h[n.Index]).ToArray()).mean([0L]);
        }
        return h;
    }

    private void Phase(GraphNode[] nodes, Tensor[] h)
    {
        var members = nodes.Select(n => n.Index).ToHashSet();
        int[] Inputs(GraphNode v) => v.Inputs.Where(members.Contains).ToArray();
        int[] Readers(GraphNode v) => nodes.Where(w => w.Inputs.Contains(v.Index)).Select(w => w.Index).ToArray();
        switch (options.Scheme)
        {
            case PropagationScheme.ForwardBackward:
                foreach (var v in nodes) // along the edges
                    Visit(v, Inputs(v), h, h);
                foreach (var v in nodes.Reverse().Skip(1)) // against them; the last node was visited at the turn
                    Visit(v, Readers(v), h, h);
                break;
            case PropagationScheme.Forward:
                foreach (var v in nodes)
                    Visit(v, Inputs(v), h, h);
                break;
            case PropagationScheme.Backward:
                foreach (var v in nodes.Reverse())
                    Visit(v, Readers(v), h, h);
                break;
            default:
                var before = h.ToArray();
                foreach (var v in nodes)
                    Visit(v, [.. Inputs(v), .. Readers(v)], before, h);
                break;
        }
    }

    private void Visit(GraphNode v, int[] senders, Tensor[] read, Tensor[] written) =>
        written[v.Index] = Update(read[v.Index], Sum(senders.Select(u => Message(read[u]))));

    private Tensor Sum(IEnumerable<Tensor> messages) =>
        messages.Aggregate(zeros(options.EmbeddingSize, dtype: ScalarType.Float64), (a, b) => a.Plus(b));

    private Tensor Message(Tensor h) => Linear("_messageOut", nn.functional.relu(Linear("_messageIn", h)));

    /// <summary>A GRU cell (Cho et al. 2014) with torch's gates: reset, update, new.</summary>
    private Tensor Update(Tensor h, Tensor m)
    {
        var x = P("_update.weight_ih").mv(m).Plus(P("_update.bias_ih")).chunk(3);
        var s = P("_update.weight_hh").mv(h).Plus(P("_update.bias_hh")).chunk(3);
        var reset = sigmoid(x[0].Plus(s[0]));
        var update = sigmoid(x[1].Plus(s[1]));
        var fresh = tanh(x[2].Plus(reset * s[2]));
        return ((-update).Plus(1) * fresh).Plus(update * h); // (1 − z) n + z h
    }

    private Tensor Linear(string name, Tensor x) => P(name + ".weight").mv(x).Plus(P(name + ".bias"));

    private Tensor P(string name) => parameters[_cell + name];
}
