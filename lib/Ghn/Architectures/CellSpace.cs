using System.Text.Json.Serialization;

namespace Ghn.Architectures;

/// <summary>
/// The space of anytime networks (table "Settings"): a chain of cells, each with a structure of its own, whose nodes also
/// have a spatial size and perhaps an early-exit classifier.
/// </summary>
/// <remarks>
/// The paper gives the numbers of nodes and no more. A choice: each size is as likely as the others, and an exit hangs on
/// every eighth node, which makes six of them besides the last classifier on average.
/// </remarks>
public sealed record CellSpace
{
    private readonly ValueList<BlockSpace> _cells = new([Cell(24), Cell(16), Cell(8)]);

    /// <summary>The space of each cell, from the first to the last; 24, 16 and 8 nodes in the paper.</summary>
    public IReadOnlyList<BlockSpace> Cells
    {
        get => _cells;
        init =>
            _cells =
                value.Count > 0
                    ? new ValueList<BlockSpace>(value)
                    : throw new GhnException("Cells = [] is impossible: name at least one.");
    }

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

    /// <summary>Draws <paramref name="count"/> different ones: the stream <paramref name="name"/> of this seed.</summary>
    /// <remarks>Different as in <see cref="BlockSpace.SampleDistinct"/>. Throws <see cref="GhnException"/> if the space seems to have fewer.</remarks>
    public IReadOnlyList<CellArchitecture> SampleDistinct(int count, long seed, string name)
    {
        var random = new RandomStream(seed, name);
        var found = new HashSet<ulong>();
        var list = new List<CellArchitecture>();
        for (var tries = 0; list.Count < count; tries++)
        {
            if (tries > 100 * count)
                throw new GhnException($"A space of {this} has fewer than {count} different networks.");
            var sample = Sample(random);
            if (found.Add(sample.StructuralHash()))
                list.Add(sample);
        }
        return list;
    }

    /// <summary>Such as "cells of 24, 16 and 8 nodes".</summary>
    public override string ToString() => $"cells of {string.Join(", ", Cells.Select(c => c.Nodes))} nodes";
}

/// <summary>The structures of the cells of one anytime network, from the first to the last.</summary>
/// <param name="Cells">At least one.</param>
public sealed record CellArchitecture([property: JsonRequired] IReadOnlyList<Architecture> Cells)
{
    /// <summary>As <see cref="Architecture.StructuralHash"/>.</summary>
    public ulong StructuralHash() =>
        Cells.Aggregate(0UL, (hash, cell) => RandomStream.Mix(hash + RandomStream.Mix(cell.StructuralHash())));

    /// <inheritdoc/>
    public bool Equals(CellArchitecture? other) => other is not null && Cells.SequenceEqual(other.Cells);

    /// <inheritdoc/>
    public override int GetHashCode() => StructuralHash().GetHashCode();

    /// <summary>The cells, such as "sep 3×3(0)/2! | max 3×3(0)".</summary>
    public override string ToString() => string.Join(" | ", Cells);
}
