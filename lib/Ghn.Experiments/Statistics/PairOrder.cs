namespace Ghn.Experiments.Statistics;

/// <summary>In how many pairs of items measured values stand in the order that is claimed.</summary>
/// <param name="Agreeing">Pairs in that order; equal measured values are in no order.</param>
/// <param name="Pairs">Pairs for which an order is claimed.</param>
public sealed record PairOrder(int Agreeing, int Pairs)
{
    /// <summary>Goes through all pairs that belong to the same group; for equal claimed values no order is claimed.</summary>
    public static PairOrder Of(IReadOnlyList<(string Group, double Claimed, double Measured)> items)
    {
        var (agreeing, pairs) = (0, 0);
        for (var i = 0; i < items.Count; i++)
        for (var j = 0; j < i; j++)
        {
            var claimed = items[i].Claimed.CompareTo(items[j].Claimed);
            if (items[i].Group != items[j].Group || claimed == 0)
                continue;
            pairs++;
            agreeing += items[i].Measured.CompareTo(items[j].Measured) == claimed ? 1 : 0;
        }
        return new PairOrder(agreeing, pairs);
    }
}
