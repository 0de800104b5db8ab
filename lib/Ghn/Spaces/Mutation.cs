using Ghn.Architectures;

namespace Ghn.Spaces;

/// <summary>See <see cref="BlockSpace.Mutate"/>.</summary>
internal static class Mutation
{
    public static Architecture Draw(BlockSpace space, Architecture architecture, RandomStream random)
    {
        CheckMembership(space, architecture);
        Func<BlockNode, int, IEnumerable<BlockNode>>[] changes =
        [
            (node, _) => space.Operators.Distinct().Select(k => node with { Operator = k }),
            (node, number) => OtherInputs(node.Inputs, number).Select(i => node with { Inputs = i }),
            (node, _) => space.Scales.Distinct().Select(s => node with { Scale = s }),
            (node, _) => space.ExitProbability is > 0 and < 1 ? [node with { Exit = !node.Exit }] : [],
        ];
        var parent = architecture.StructuralHash();
        foreach (var kind in random.Permutation(changes.Length))
        {
            var candidates = architecture
                .Nodes.SelectMany((node, i) => changes[kind](node, i + 1).Where(c => c != node).Select(c => (c, i)))
                .ToArray();
            foreach (var candidate in random.Permutation(candidates.Length))
            {
                var (node, place) = candidates[candidate];
                var child = new Architecture(architecture.Nodes.Select((n, i) => i == place ? node : n).ToArray());
                if (child.StructuralHash() != parent)
                    return child;
            }
        }
        throw new GhnException(
            $"{architecture} cannot be mutated: its space has no other network one operator or edge away."
        );
    }

    /// <summary>Adds, removes or replaces one input; one or two inputs remain.</summary>
    private static IEnumerable<IReadOnlyList<int>> OtherInputs(IReadOnlyList<int> inputs, int number)
    {
        var others = Enumerable.Range(0, number).Except(inputs).ToArray();
        foreach (var input in inputs)
        {
            var rest = inputs.Where(u => u != input).ToArray();
            if (rest.Length > 0)
                yield return rest;
            foreach (var other in others)
                yield return [.. rest.Append(other).Order()];
        }
        if (inputs.Count == 1)
            foreach (var other in others)
                yield return [.. inputs.Append(other).Order()];
    }

    private static void CheckMembership(BlockSpace space, Architecture architecture)
    {
        if (architecture.Nodes.Count != space.Nodes)
            throw new GhnException(
                $"An architecture of {architecture.Nodes.Count} nodes is not in the space of blocks of {space.Nodes} nodes."
            );
        for (var i = 0; i < space.Nodes; i++)
        {
            var node = architecture.Nodes[i];
            var exits = node.Exit ? space.ExitProbability > 0 : space.ExitProbability < 1;
            if (
                !space.Operators.Contains(node.Operator)
                || !space.Scales.Contains(node.Scale)
                || !exits
                || node.Inputs.Count > 2
            )
                throw new GhnException(
                    $"Node {i + 1}, {node}, is not in the space: its operator, inputs, scale or exit are not allowed there."
                );
        }
    }
}
