using Ghn.Architectures;

namespace Ghn.Graphs;

/// <summary>A network whose first number of channels was searched for, and how near it comes to the budget.</summary>
/// <param name="Network">The chain of blocks.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image.</param>
/// <param name="NextMultiplyAdds">Of the same network with one step of channels more: above the budget.</param>
public sealed record SolvedChannels(NetworkOptions Network, long MultiplyAdds, long NextMultiplyAdds);

/// <summary>
/// Chooses the initial channels so that a network costs as much as may be, and no more (table "Settings": FLOPs below
/// 600 M; the same for networks that are compared at equal cost).
/// </summary>
/// <remarks>
/// Multiply-adds rise with the number of channels, whatever the block: the stem's, the reductions' and the classifier's
/// rise, and no operator's fall. So bisection finds the largest number.
/// </remarks>
public static class ChannelSolver
{
    private const int Most = 1 << 16; // channels: far beyond any budget that anybody has

    /// <summary>
    /// The chain with the largest number of initial channels, a multiple of <paramref name="multiple"/>, whose multiply-adds
    /// are at most <paramref name="budget"/>. Throws <see cref="GhnException"/> if even the smallest number costs more.
    /// </summary>
    /// <param name="architecture">The block.</param>
    /// <param name="network">The chain around it; its own number of channels is not read.</param>
    /// <param name="budget">Multiply-adds for one image, as <see cref="Cost"/> counts them.</param>
    /// <param name="multiple">Channels come in multiples of this, at least 1: whole vectors are faster.</param>
    public static SolvedChannels Solve(Architecture architecture, NetworkOptions network, long budget, int multiple = 1)
    {
        Require.AtLeast(1, multiple, nameof(multiple));
        NetworkOptions Wide(int steps) => network with { Channels = steps * multiple };
        long CostOf(int steps) => new ComputationGraph(architecture, Wide(steps)).MultiplyAdds;
        var least = (2 + multiple - 1) / multiple; // a network has at least 2 channels
        if (CostOf(least) is var smallest && smallest > budget)
            throw new GhnException(
                $"No number of channels keeps to {budget:N0} multiply-adds: with {least * multiple}, the fewest, this block "
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
