using Ghn.Experiments.Statistics;

namespace Ghn.Tests.Experiments.Statistics;

public sealed class WithSignTests
{
    [Theory]
    [InlineData(0.25, 1, "+0.3")]
    [InlineData(-1.26, 1, "−1.3")]
    [InlineData(-0.035, 1, "0.0")]
    [InlineData(0.035, 1, "0.0")]
    [InlineData(-0.035, 2, "−0.04")]
    [InlineData(0, 2, "0.00")]
    public void What_rounds_to_nothing_has_no_sign(double difference, int decimals, string expected) =>
        Assert.Equal(expected, WithSign.Of(difference, decimals));
}
