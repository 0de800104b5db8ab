namespace Ghn.Graphs.HandMade;

/// <summary>Where the exits of a hand-made network with several classifiers hang ("MC", Huang et al. 2018).</summary>
internal static class EarlyExits
{
    /// <summary>
    /// The units (from 1) after which an early exit hangs: exit j of E stands at j/E of the depth, rounded to the nearest
    /// unit; the last exit is the network's own and not among them.
    /// </summary>
    /// <param name="units">Residual blocks or dense layers of the network.</param>
    /// <param name="exits">Number of exits, the last one included.</param>
    public static IReadOnlySet<int> After(int units, int exits)
    {
        if (exits > units)
            throw new GhnException(
                $"Exits = {exits} is impossible: the network has {units} blocks or layers to hang them on."
            );
        return Enumerable.Range(1, exits - 1).Select(j => (2 * j * units + exits) / (2 * exits)).ToHashSet();
    }
}
