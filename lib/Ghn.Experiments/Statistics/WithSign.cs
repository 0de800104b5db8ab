using System.Globalization;

namespace Ghn.Experiments.Statistics;

/// <summary>Differences as they are shown.</summary>
public static class WithSign
{
    /// <summary>Such as "+0.3" or "−1.2", and "0.0" where nothing is left after rounding.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="decimals">Digits behind the point, at least 1.</param>
    public static string Of(double difference, int decimals = 1)
    {
        var form = $"0.{new string('0', Require.AtLeast(1, decimals, nameof(decimals)))}";
        var rounded = Math.Round(difference, decimals, MidpointRounding.AwayFromZero) + 0.0; // −0 becomes 0
        return rounded.ToString($"+{form};−{form};{form}", CultureInfo.InvariantCulture);
    }
}
