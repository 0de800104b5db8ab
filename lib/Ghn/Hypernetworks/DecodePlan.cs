using Ghn.Graphs;
using TorchSharp;

namespace Ghn.Hypernetworks;

/// <summary>
/// Which chunks the decoder must make for a batch of graphs: per parameter kind one list over all graphs and nodes, so
/// that each kind is decoded in one call. Owns its index tensors.
/// </summary>
internal sealed class DecodePlan : IDisposable
{
    /// <summary>The chunks of one free tensor: a grid of output by input chunks, row-major, from <c>First</c> on.</summary>
    public sealed record Slot(ParameterSpec Spec, int First, int OutputChunks, int InputChunks)
    {
        public int Count => OutputChunks * InputChunks;
    }

    /// <summary>
    /// All chunks of one kind. <c>Rows</c>: the node's row in the embedding matrix; <c>OutputPlaces</c>, <c>InputPlaces</c>:
    /// the chunk's place in its tensor; int64 [n]. <c>Scales</c>: float32 [n, 1]. <c>Starts[g]</c>: first chunk of graph g.
    /// </summary>
    public sealed record Branch(
        ParameterKind Kind,
        torch.Tensor Rows,
        torch.Tensor OutputPlaces,
        torch.Tensor InputPlaces,
        torch.Tensor Scales,
        IReadOnlyList<int> Starts,
        int Count
    );

    public DecodePlan(GraphBatch batch, int chunkChannels)
    {
        Slots = batch.Graphs.Select(g => new Slot[g.Parameters.Count]).ToArray();
        Branches = Enum.GetValues<ParameterKind>()
            .Select(kind => Plan(batch, kind, chunkChannels))
            .Where(b => b.Count > 0)
            .ToArray();
    }

    /// <summary>Only the kinds that occur.</summary>
    public IReadOnlyList<Branch> Branches { get; }

    /// <summary>Per graph, one slot per free tensor, in the order of <see cref="ComputationGraph.Parameters"/>.</summary>
    public IReadOnlyList<Slot[]> Slots { get; }

    public void Dispose()
    {
        foreach (var b in Branches)
        foreach (var t in new[] { b.Rows, b.OutputPlaces, b.InputPlaces, b.Scales })
            t.Dispose();
    }

    private Branch Plan(GraphBatch batch, ParameterKind kind, int chunkChannels)
    {
        List<long> rows = [],
            outputs = [],
            inputs = [];
        List<float> scales = [];
        List<int> starts = [];
        for (var g = 0; g < batch.Graphs.Count; g++)
        {
            starts.Add(rows.Count);
            for (var p = 0; p < Slots[g].Length; p++)
            {
                var spec = batch.Graphs[g].Parameters[p];
                if (spec.Kind != kind)
                    continue;
                var chunk = ChunkShape.Of(kind, chunkChannels);
                var slot = new Slot(
                    spec,
                    rows.Count - starts[g],
                    chunk.OutputChunks(spec.Shape),
                    chunk.InputChunks(spec.Shape)
                );
                if (Math.Max(slot.OutputChunks, slot.InputChunks) > WeightDecoder.MaxPlaces)
                    throw new GhnException(
                        $"A tensor of shape [{string.Join(", ", spec.Shape)}] needs more than {WeightDecoder.MaxPlaces} chunks "
                            + $"along one side; raise ChunkChannels = {chunkChannels}."
                    );
                Slots[g][p] = slot;
                for (var i = 0; i < slot.Count; i++)
                {
                    rows.Add(batch.RowOf(g, spec.Node));
                    outputs.Add(i / slot.InputChunks);
                    inputs.Add(i % slot.InputChunks);
                    scales.Add(ChunkShape.Scale(spec));
                }
            }
        }
        return new Branch(
            kind,
            torch.tensor(rows.ToArray(), device: batch.Device),
            torch.tensor(outputs.ToArray(), device: batch.Device),
            torch.tensor(inputs.ToArray(), device: batch.Device),
            torch.tensor(scales.ToArray(), [scales.Count, 1], device: batch.Device),
            starts,
            rows.Count
        );
    }
}
