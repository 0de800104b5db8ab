using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Spaces;

/// <summary>
/// A search space: it samples architectures, mutates them and builds their networks. Trainer, search and experiments
/// accept any space. Write it as a record, with its lists in a <see cref="ValueList{T}"/>, because checkpoints compare
/// its options.
/// </summary>
public interface ISearchSpace
{
    /// <summary>Draws one architecture; use only this stream for randomness.</summary>
    IArchitecture Sample(RandomStream random);

    /// <summary>
    /// Draws a neighbour, never the same network. Throws <see cref="GhnException"/> if the parent is not in this space
    /// or has no neighbour.
    /// </summary>
    IArchitecture Mutate(IArchitecture parent, RandomStream random);

    /// <summary>
    /// Builds the network of an architecture. Image size and classes must be those of <paramref name="network"/>. Its
    /// chain of blocks is a default that a space may replace.
    /// </summary>
    ComputationGraph Build(IArchitecture architecture, NetworkOptions network);

    /// <summary>
    /// Draws <paramref name="count"/> distinct architectures from the stream <paramref name="name"/> of this seed: no
    /// two have the same <see cref="IArchitecture.StructuralHash"/>. Throws <see cref="GhnException"/> if the space
    /// seems to have fewer.
    /// </summary>
    IReadOnlyList<IArchitecture> SampleDistinct(int count, long seed, string name)
    {
        var random = new RandomStream(seed, name);
        var found = new HashSet<ulong>();
        var list = new List<IArchitecture>();
        for (var tries = 0; list.Count < count; tries++)
        {
            if (tries > 100 * count)
                throw new GhnException($"The space of {this} has fewer than {count} different architectures.");
            var sample = Sample(random);
            if (found.Add(sample.StructuralHash()))
                list.Add(sample);
        }
        return list;
    }

    internal static T As<T>(IArchitecture architecture, ISearchSpace space)
        where T : IArchitecture =>
        architecture is T own ? own : throw new GhnException($"{architecture} is not in the space of {space}.");
}
