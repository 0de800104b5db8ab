using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>A network with the largest number of initial channels that fits a budget.</summary>
/// <param name="Network">The chain of blocks.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image.</param>
/// <param name="NextMultiplyAdds">Multiply-adds with one more step of channels, which exceed the budget.</param>
public sealed record SolvedChannels(NetworkOptions Network, long MultiplyAdds, long NextMultiplyAdds);

/// <summary>
/// Finds the largest number of initial channels that fits a budget of multiply-adds (table "Settings": FLOPs below 600
/// M). Also used to compare networks at equal cost.
/// </summary>
/// <remarks>
/// Multiply-adds grow with the number of channels for every block: those of the stem, the reductions and the classifier
/// grow, and those of no operator shrink. So bisection finds the largest number.
/// </remarks>
public static class ChannelSolver
{
    private const int Most = 1 << 16; // channels: far beyond any budget that anybody has

    /// <summary>
    /// The chain with the largest number of initial channels, a multiple of <paramref name="multiple"/>, whose multiply-adds
    /// are at most <paramref name="budget"/>. Throws <see cref="GhnException"/> if even the smallest number costs more.
    /// </summary>
    /// <param name="architecture">The block.</param>
    /// <param name="network">The chain around it; its number of channels is ignored.</param>
    /// <param name="budget">Multiply-adds for one image, as <see cref="Cost"/> counts them.</param>
    /// <param name="multiple">Channels are a multiple of this number, at least 1; whole vectors are faster.</param>
    public static SolvedChannels Solve(Architecture architecture, NetworkOptions network, long budget, int multiple = 1)
    {
        Require.AtLeast(1, multiple, nameof(multiple));
        NetworkOptions Wide(int steps) => network with { Channels = steps * multiple };
        long CostOf(int steps) => new ComputationGraph(architecture, Wide(steps)).MultiplyAdds;
        var least = (2 + multiple - 1) / multiple; // a network has at least 2 channels
        if (CostOf(least) is var smallest && smallest > budget)
            throw new GhnException(
                $"No number of channels fits {budget:N0} multiply-adds: with {least * multiple}, the fewest, this block "
                    + $"in {network.Blocks} blocks on images of {network.ImageSize} costs {smallest:N0}; raise the budget, or "
                    + "use fewer blocks or smaller images."
            );
        var (within, above) = (least, least + 1);
        for (; CostOf(above) <= budget; above *= 2)
        {
            if (above > Most / multiple)
                throw new GhnException(
                    $"budget = {budget:N0} is impossible: even {above * multiple:N0} channels cost less; lower the budget."
                );
            within = above;
        }
        while (above - within > 1)
        {
            var middle = (within + above) / 2;
            if (CostOf(middle) <= budget)
                within = middle;
            else
                above = middle;
        }
        return new(Wide(within), CostOf(within), CostOf(above));
    }
}
