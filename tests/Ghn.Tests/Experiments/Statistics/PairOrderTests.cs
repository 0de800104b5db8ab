using Ghn.Experiments.Statistics;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class PairOrderTests
{
    [Fact]
    public void Pairs_in_the_claimed_order_are_counted()
    {
        // 1 < 2 and 1 < 3 hold; 2 < 3 does not.
        var order = PairOrder.Of([("", 1, 0.1), ("", 2, 0.5), ("", 3, 0.4)]);
        Assert.Equal(new PairOrder(2, 3), order);
        Assert.Equal(new PairOrder(1, 1), PairOrder.Of([("", 3, 0.7), ("", 1, 0.1)]));
    }

    [Fact]
    public void Equal_measured_values_are_in_no_order_and_equal_claimed_ones_claim_none()
    {
        Assert.Equal(new PairOrder(0, 1), PairOrder.Of([("", 1, 0.5), ("", 2, 0.5)]));
        Assert.Equal(new PairOrder(0, 0), PairOrder.Of([("", 1, 0.5), ("", 1, 0.6)]));
    }

    [Fact]
    public void Groups_are_not_compared() =>
        Assert.Equal(new PairOrder(2, 2), PairOrder.Of([("a", 1, 0.8), ("a", 2, 0.9), ("b", 1, 0.1), ("b", 2, 0.2)]));
}
