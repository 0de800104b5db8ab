namespace Ghn.Display;

/// <summary>The map from values to pixels along one axis.</summary>
/// <param name="Min">The value at <paramref name="From"/>.</param>
/// <param name="Max">The value at <paramref name="To"/>.</param>
/// <param name="From">A pixel coordinate.</param>
/// <param name="To">A pixel coordinate, smaller than From on an axis that grows upwards.</param>
/// <param name="Log">Whether equal ratios, instead of differences, take equal space.</param>
internal sealed record Scale(double Min, double Max, double From, double To, bool Log = false)
{
    /// <summary>The pixel of a value; NaN where a logarithmic axis cannot show it.</summary>
    public double this[double value] => From + (To - From) * Position(value);

    /// <summary>Marked positions, one about every <paramref name="spacing"/> pixels.</summary>
    public IReadOnlyList<Tick> Ticks(double spacing)
    {
        var count = Math.Clamp((int)(Math.Abs(To - From) / spacing), 2, 12);
        return Log ? Display.Ticks.Logarithmic(Min, Max, count) : Display.Ticks.Linear(Min, Max, count);
    }

    /// <summary>An interval around the data with a little air, from zero where the data begin near it.</summary>
    public static (double Min, double Max) Domain(IEnumerable<double> values, Axis axis, bool fromZero = false)
    {
        var shown = values
            .Where(v => double.IsFinite(v) && (!axis.Log || v > 0))
            .DefaultIfEmpty(axis.Log ? 1 : 0)
            .ToArray();
        var (min, max) = (shown.Min(), shown.Max());
        if (axis.Log)
        {
            var air = Math.Pow(max / min, 0.04);
            (min, max) = min == max ? (min / 2, max * 2) : (min / air, max * air);
        }
        else
        {
            if (fromZero)
                (min, max) = (Math.Min(min, 0), Math.Max(max, 0));
            if (min == max)
                (min, max) = (min - Math.Max(0.5, Math.Abs(min) * 0.1), max + Math.Max(0.5, Math.Abs(max) * 0.1));
            var (low, high, air) = (min, max, (max - min) * 0.04);
            min = low >= 0 && (low == 0 || low < 0.12 * (high - low)) ? 0 : low - air;
            max = high <= 0 && fromZero ? 0 : high + air;
        }
        return (axis.Min ?? min, axis.Max ?? max);
    }

    private double Position(double value)
    {
        if (!Log)
            return (value - Min) / (Max - Min);
        return value > 0 ? Math.Log(value / Min) / Math.Log(Max / Min) : double.NaN;
    }
}
