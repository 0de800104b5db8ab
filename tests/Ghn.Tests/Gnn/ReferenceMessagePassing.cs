using Ghn.Graphs;
using static TorchSharp.torch;

namespace Ghn.Tests.Gnn;

/// <summary>
/// Eqs. 3, 4 and 12–15 as they read: one graph, one node at a time, no levels. Takes its parameters from the production
/// module by name.
/// </summary>
internal sealed class ReferenceMessagePassing(IReadOnlyDictionary<string, Tensor> parameters, int phases)
{
    /// <summary>h_v^(T) for every node of the graph, in node order.</summary>
    public Tensor[] Embeddings(ComputationGraph graph)
    {
        var h = graph.Nodes.Select(n => parameters["_embed.weight"][(long)n.Operator]).ToArray();
        var passed = zeros_like(h[0]); // h_{A_0} = 0
        foreach (var block in graph.Nodes.GroupBy(n => n.Segment))
        {
            var nodes = block.ToArray();
            var members = nodes.Select(n => n.Index).ToHashSet();
            var entry = nodes[0].Index;
            h[entry] = Update(h[entry], passed);
            for (var t = 0; t < phases; t++)
            {
                foreach (var v in nodes) // along the edges
                    h[v.Index] = Update(h[v.Index], Sum(v.Inputs.Where(members.Contains).Select(u => Message(h[u]))));
                foreach (var v in nodes.Reverse().Skip(1)) // against them; the last node was visited at the turn
                {
                    var readers = nodes.Where(w => w.Inputs.Contains(v.Index));
                    h[v.Index] = Update(h[v.Index], Sum(readers.Select(w => Message(h[w.Index]))));
                }
            }
            passed = stack(nodes.Select(n => h[n.Index]).ToArray()).mean([0L]);
        }
        return h;
    }

    private Tensor Sum(IEnumerable<Tensor> messages) =>
        messages.Aggregate(zeros_like(parameters["_embed.weight"][0]), (a, b) => a + b);

    private Tensor Message(Tensor h) => Linear("_message.2", nn.functional.relu(Linear("_message.0", h)));

    /// <summary>A GRU cell (Cho et al. 2014) with torch's gates: reset, update, new.</summary>
    private Tensor Update(Tensor h, Tensor m)
    {
        var x = (parameters["_update.weight_ih"].mv(m) + parameters["_update.bias_ih"]).chunk(3);
        var s = (parameters["_update.weight_hh"].mv(h) + parameters["_update.bias_hh"]).chunk(3);
        var reset = sigmoid(x[0] + s[0]);
        var update = sigmoid(x[1] + s[1]);
        var fresh = tanh(x[2] + reset * s[2]);
        return (1 - update) * fresh + update * h;
    }

    private Tensor Linear(string name, Tensor x) => parameters[name + ".weight"].mv(x) + parameters[name + ".bias"];
}
