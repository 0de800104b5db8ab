using Ghn.Graphs;

namespace Ghn.Hypernetworks;

/// <summary>
/// The chunks that the decoder must produce for a batch of graphs. All tensors of one kind and shape, over all graphs
/// and nodes, form a group. A group is decoded in one call, and only the part of a chunk that its tensors keep. Owns
/// its index tensors.
/// </summary>
internal sealed class DecodePlan : IDisposable
{
    /// <summary>
    /// Tensors of one kind and shape, in the order of the graphs. <c>Starts[g]</c>: the first tensor of graph g, with the
    /// number of all tensors, n, at the end. Each tensor is a grid of O' output by I' input chunks; <c>Chunk</c> is the part
    /// of a chunk that it keeps.
    /// </summary>
    public sealed record Group(ParameterSpec Spec, ChunkShape Chunk, int OutputChunks, int InputChunks, int[] Starts)
    {
        public int Count => Starts[^1]; // tensors, n

        public int Rows => Count * OutputChunks * InputChunks;
    }

    public DecodePlan(GraphBatch batch, int chunkChannels)
    {
        List<long> rows = [],
            outputs = [],
            inputs = [];
        Places = batch.Graphs.Select(g => new (int, int)[g.Parameters.Count]).ToArray();
        var groups = batch
            .Graphs.SelectMany((graph, g) => graph.Parameters.Select((spec, p) => (Spec: spec, Graph: g, Parameter: p)))
            .GroupBy(t => (t.Spec.Kind, t.Spec.FanIn, Shape: string.Join(',', t.Spec.Shape)))
            .Select(t => t.ToArray()) // in the order of the graphs
            .OrderByDescending(t => ChunkShape.Of(t[0].Spec.Kind, chunkChannels).Kept(t[0].Spec.Shape).Size)
            .ToArray();
        Groups = groups.Select(t => Describe(t[0].Spec, t.Select(x => x.Graph), chunkChannels)).ToArray();
        for (var k = 0; k < groups.Length; k++)
        {
            var group = Groups[k];
            for (var i = 0; i < group.Count; i++)
            {
                var (spec, graph, parameter) = groups[k][i];
                Places[graph][parameter] = (k, i - group.Starts[graph]);
                for (var c = 0; c < group.OutputChunks * group.InputChunks; c++)
                {
                    rows.Add(batch.RowOf(graph, spec.Node));
                    outputs.Add(c / group.InputChunks);
                    inputs.Add(c % group.InputChunks);
                }
            }
        }
        Rows = torch.tensor(rows.ToArray(), device: batch.Device);
        OutputPlaces = torch.tensor(outputs.ToArray(), device: batch.Device);
        InputPlaces = torch.tensor(inputs.ToArray(), device: batch.Device);

        Group Describe(ParameterSpec spec, IEnumerable<int> owners, int channels)
        {
            var chunk = ChunkShape.Of(spec.Kind, channels).Kept(spec.Shape);
            int o = chunk.OutputChunks(spec.Shape),
                i = chunk.InputChunks(spec.Shape);
            if (Math.Max(o, i) > WeightDecoder.MaxPlaces)
                throw new GhnException(
                    $"A tensor of shape [{string.Join(", ", spec.Shape)}] needs more than {WeightDecoder.MaxPlaces} chunks "
                        + $"along one side; raise ChunkChannels = {channels}."
                );
            var starts = new int[batch.Graphs.Count + 1];
            foreach (var owner in owners)
                for (var later = owner + 1; later < starts.Length; later++)
                    starts[later]++;
            return new Group(spec, chunk, o, i, starts);
        }
    }

    public IReadOnlyList<Group> Groups { get; } // those with large chunks first

    /// <summary>
    /// Per graph and free tensor, in the order of <see cref="ComputationGraph.Parameters"/>: its group, and its number
    /// among the graph's tensors in that group.
    /// </summary>
    public IReadOnlyList<(int Group, int Index)[]> Places { get; }

    /// <summary>Row in the embedding matrix of each chunk's node, int64 [chunks]; chunks by group, tensor, place.</summary>
    public torch.Tensor Rows { get; }

    public torch.Tensor OutputPlaces { get; } // of each chunk along its tensor's output side, int64 [chunks]

    public torch.Tensor InputPlaces { get; }

    public void Dispose()
    {
        Rows.Dispose();
        OutputPlaces.Dispose();
        InputPlaces.Dispose();
    }
}
