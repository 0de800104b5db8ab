namespace Ghn.Architectures;

/// <summary>The structures of the cells of one anytime network, from the first to the last.</summary>
/// <param name="Cells">At least one.</param>
public sealed record CellArchitecture([property: JsonRequired] IReadOnlyList<Architecture> Cells) : IArchitecture
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
