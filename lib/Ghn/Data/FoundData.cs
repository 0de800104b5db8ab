namespace Ghn.Data;

/// <summary>Whether a data set is on this machine.</summary>
/// <param name="Name">As in <see cref="DataOptions.Name"/>.</param>
/// <param name="Found">True if its files are there (the batches of CIFAR-10 with the right sizes).</param>
/// <param name="Path">The folder or archive; null if not found, or if it needs none.</param>
/// <param name="Reason">One sentence or phrase for people: why not, and the remedy.</param>
public sealed record FoundData(string Name, bool Found, string? Path, string Reason);
