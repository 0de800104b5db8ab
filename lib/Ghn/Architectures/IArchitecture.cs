namespace Ghn.Architectures;

/// <summary>
/// An element of a search space. It is plain data with value equality (keep lists in a <see cref="ValueList{T}"/>).
/// Override ToString, because messages and logs show it. The space builds its network.
/// </summary>
public interface IArchitecture
{
    /// <summary>
    /// A hash that is the same on every platform. Architectures with equal hashes count as the same one, so those that
    /// compute the same should have equal hashes. <c>new RandomStream(0, text).NextBits()</c> hashes a text.
    /// </summary>
    ulong StructuralHash();
}
