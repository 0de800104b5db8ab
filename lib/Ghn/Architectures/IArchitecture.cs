namespace Ghn.Architectures;

/// <summary>
/// What a search space draws and a search compares: plain data, equal by value, whose text tells it from others. The space
/// knows how to build its network.
/// </summary>
public interface IArchitecture
{
    /// <summary>
    /// A number that is equal for architectures that compute the same, as far as that is seen, on every platform: two with one
    /// number count as one.
    /// </summary>
    ulong StructuralHash();
}
