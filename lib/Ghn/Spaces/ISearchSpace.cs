using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Spaces;

/// <summary>
/// A set of architectures to search in: it draws them, changes them a little, and builds their networks. Trainer, search and
/// experiments take any. Write it as a record, with its lists in a <see cref="ValueList{T}"/>: checkpoints compare its options.
/// </summary>
public interface ISearchSpace
{
    /// <summary>Draws one architecture; all that is random comes from the stream.</summary>
    IArchitecture Sample(RandomStream random);

    /// <summary>
    /// Draws a neighbour, never the same network. Throws <see cref="GhnException"/> if the parent is not of this space or has
    /// none.
    /// </summary>
    IArchitecture Mutate(IArchitecture parent, RandomStream random);

    /// <summary>
    /// The network of an architecture of this space. Image size and classes must be those of <paramref name="network"/>; its
    /// chain of blocks is a default that a space may replace.
    /// </summary>
    ComputationGraph Build(IArchitecture architecture, NetworkOptions network);

    /// <summary>
    /// Draws <paramref name="count"/> different architectures, the stream <paramref name="name"/> of this seed: no two with one
    /// <see cref="IArchitecture.StructuralHash"/>. Throws <see cref="GhnException"/> if the space seems to have fewer.
    /// </summary>
    IReadOnlyList<IArchitecture> SampleDistinct(int count, long seed, string name)
    {
        var random = new RandomStream(seed, name);
        var found = new HashSet<ulong>();
        var list = new List<IArchitecture>();
        for (var tries = 0; list.Count < count; tries++)
        {
            if (tries > 100 * count)
                throw new GhnException($"A space of {this} has fewer than {count} different architectures.");
            var sample = Sample(random);
            if (found.Add(sample.StructuralHash()))
                list.Add(sample);
        }
        return list;
    }

    internal static T As<T>(IArchitecture architecture, ISearchSpace space)
        where T : IArchitecture =>
        architecture is T own ? own : throw new GhnException($"{architecture} is not in a space of {space}.");
}
