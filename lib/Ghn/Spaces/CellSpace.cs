using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Spaces;

/// <summary>
/// The search space of anytime networks (table "Settings"): a chain of cells with different structures. Each node also
/// has a spatial size and possibly an early-exit classifier.
/// </summary>
/// <remarks>
/// The paper gives only the numbers of nodes. Our choice: all sizes are equally likely, and a node has an exit with
/// probability 1/8. That makes six early exits on average.
/// </remarks>
public sealed record CellSpace : ISearchSpace
{
    /// <summary>The space of each cell, from the first to the last; 24, 16 and 8 nodes in the paper.</summary>
    public IReadOnlyList<BlockSpace> Cells
    {
        get;
        init => field = Require.That(value.Count > 0, new ValueList<BlockSpace>(value), "give at least one");
    } = new ValueList<BlockSpace>([Cell(24), Cell(16), Cell(8)]);

    /// <summary>The space of blocks that accompanies this one in files (<c>GhnTrainingOptions.Cells</c>).</summary>
    [JsonIgnore]
    internal BlockSpace? Beside { get; init; }

    /// <summary>The paper's space for a cell with this number of nodes.</summary>
    public static BlockSpace Cell(int nodes) =>
        new()
        {
            Nodes = nodes,
            Scales = [0, 1, 2],
            ExitProbability = 1.0 / 8,
        };

    /// <summary>Draws one chain of cells.</summary>
    public CellArchitecture Sample(RandomStream random) => new(Cells.Select(c => c.Sample(random)).ToArray());

    /// <summary>Draws distinct architectures, as <see cref="ISearchSpace.SampleDistinct"/>.</summary>
    public IReadOnlyList<CellArchitecture> SampleDistinct(int count, long seed, string name) =>
        [.. ((ISearchSpace)this).SampleDistinct(count, seed, name).Cast<CellArchitecture>()];

    /// <summary>Draws a neighbour: one cell is mutated with <see cref="BlockSpace.Mutate"/>.</summary>
    public CellArchitecture Mutate(CellArchitecture architecture, RandomStream random)
    {
        if (architecture.Cells.Count != Cells.Count)
            throw new GhnException($"A network of {architecture.Cells.Count} cells is not in the space of {this}.");
        var changed = random.Next(Cells.Count);
        return new([.. architecture.Cells.Select((c, i) => i == changed ? Cells[i].Mutate(c, random) : c)]);
    }

    IArchitecture ISearchSpace.Sample(RandomStream random) => Sample(random);

    IArchitecture ISearchSpace.Mutate(IArchitecture parent, RandomStream random) =>
        Mutate(ISearchSpace.As<CellArchitecture>(parent, this), random);

    ComputationGraph ISearchSpace.Build(IArchitecture architecture, NetworkOptions network) =>
        new(ISearchSpace.As<CellArchitecture>(architecture, this), network);

    /// <summary>Such as "cells of 24, 16 and 8 nodes".</summary>
    public override string ToString() => $"cells of {string.Join(", ", Cells.Select(c => c.Nodes))} nodes";
}
