namespace Ghn.Display;

/// <summary>The map from values, Min to Max, to pixels, From to To (smaller than From on an axis that grows upwards).</summary>
internal sealed record Scale(double Min, double Max, double From, double To, bool Log = false)
{
    /// <summary>The pixel of a value; NaN if a logarithmic axis cannot show it.</summary>
    public double this[double value] => From + (To - From) * Position(value);

    /// <summary>Ticks, about one every <paramref name="spacing"/> pixels.</summary>
    public IReadOnlyList<Tick> Ticks(double spacing)
    {
        var count = Math.Clamp((int)(Math.Abs(To - From) / spacing), 2, 12);
        return Log ? Display.Ticks.Logarithmic(Min, Max, count) : Display.Ticks.Linear(Min, Max, count);
    }

    /// <summary>
    /// An interval around the data with a small margin; it starts at zero if the data start near zero.
    /// </summary>
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

internal readonly record struct Tick(double Value, string Label);

/// <summary>Ticks of an axis, at multiples of 1, 2 or 5 times a power of ten (Heckbert 1990).</summary>
internal static class Ticks
{
    /// <summary>The round step that divides a span into about <paramref name="count"/> parts.</summary>
    public static double NiceStep(double span, int count)
    {
        var raw = span / Math.Max(count, 1);
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var part = raw / magnitude;
        return magnitude
            * (
                part < 1.5 ? 1
                : part < 3 ? 2
                : part < 7 ? 5
                : 10
            );
    }

    /// <summary>Ticks of a linear axis, all inside [min, max].</summary>
    public static IReadOnlyList<Tick> Linear(double min, double max, int count = 6)
    {
        var step = NiceStep(max - min, count);
        var tolerance = 1e-9 * (max - min) / step;
        var (first, last) = (Math.Ceiling(min / step - tolerance), Math.Floor(max / step + tolerance));
        var ticks = new List<Tick>();
        for (var i = first; i <= last; i++)
            ticks.Add(new Tick(i * step, NumberText.Tick(i * step, step)));
        return ticks;
    }

    /// <summary>Ticks of a logarithmic axis: powers of ten, with 2 and 5 in between if there is room.</summary>
    public static IReadOnlyList<Tick> Logarithmic(double min, double max, int count = 6)
    {
        var (low, high) = ((int)Math.Floor(Math.Log10(min)), (int)Math.Ceiling(Math.Log10(max)));
        var decades = Math.Log10(max / min);
        var stride = Math.Max(1, (int)Math.Ceiling(decades / count));
        int[] mantissas = decades <= 3 ? [1, 2, 5] : [1];
        var ticks = new List<Tick>();
        for (var exponent = low; exponent <= high; exponent += stride)
            foreach (var mantissa in mantissas)
            {
                var value = mantissa * Math.Pow(10, exponent);
                if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9))
                    ticks.Add(new Tick(value, NumberText.LogTick(value)));
            }
        return ticks.Count >= 3 ? ticks : [.. Linear(min, max, count).Where(t => t.Value > 0)];
    }
}
