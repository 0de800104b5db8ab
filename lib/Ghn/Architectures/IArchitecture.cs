namespace Ghn.Architectures;

/// <summary>
/// What a search space draws and a search compares: plain data, equal by value (keep lists in a <see cref="ValueList{T}"/>).
/// Override ToString, because messages and logs show it. The space knows how to build its network.
/// </summary>
public interface IArchitecture
{
    /// <summary>
    /// A number that is the same on every platform, and equal for architectures that compute the same: two with one number
    /// count as one. Of a text, <c>new RandomStream(0, text).NextBits()</c> is one.
    /// </summary>
    ulong StructuralHash();
}
