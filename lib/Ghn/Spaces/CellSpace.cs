using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Spaces;

/// <summary>
/// The space of anytime networks (table "Settings"): a chain of cells, each with a structure of its own, whose nodes also
/// have a spatial size and perhaps an early-exit classifier.
/// </summary>
/// <remarks>
/// The paper gives the numbers of nodes and no more. A choice: each size is as likely as the others, and an exit hangs on
/// every eighth node, which makes six of them besides the last classifier on average.
/// </remarks>
public sealed record CellSpace : ISearchSpace
{
    /// <summary>The space of each cell, from the first to the last; 24, 16 and 8 nodes in the paper.</summary>
    public IReadOnlyList<BlockSpace> Cells
    {
        get;
        init => field = Require.That(value.Count > 0, new ValueList<BlockSpace>(value), "name at least one");
    } = new ValueList<BlockSpace>([Cell(24), Cell(16), Cell(8)]);

    /// <summary>A space of blocks that stands beside this one in files (<c>GhnTrainingOptions.Cells</c>).</summary>
    [JsonIgnore]
    internal BlockSpace? Beside { get; init; }

    /// <summary>The space of cells of so many nodes, as the paper's are.</summary>
    public static BlockSpace Cell(int nodes) =>
        new()
        {
            Nodes = nodes,
            Scales = [0, 1, 2],
            ExitProbability = 1.0 / 8,
        };

    /// <summary>Draws one chain of cells.</summary>
    public CellArchitecture Sample(RandomStream random) => new(Cells.Select(c => c.Sample(random)).ToArray());

    /// <summary>Draws different ones, as <see cref="ISearchSpace.SampleDistinct"/>.</summary>
    public IReadOnlyList<CellArchitecture> SampleDistinct(int count, long seed, string name) =>
        [.. ((ISearchSpace)this).SampleDistinct(count, seed, name).Cast<CellArchitecture>()];

    /// <summary>Draws a neighbour: one cell is mutated as <see cref="BlockSpace.Mutate"/> does.</summary>
    public CellArchitecture Mutate(CellArchitecture architecture, RandomStream random)
    {
        if (architecture.Cells.Count != Cells.Count)
            throw new GhnException($"A network of {architecture.Cells.Count} cells is not in a space of {this}.");
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
