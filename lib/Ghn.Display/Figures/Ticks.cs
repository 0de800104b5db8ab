namespace Ghn.Display;

/// <summary>A marked position on an axis.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>Where an axis is marked: at multiples of 1, 2 or 5 times a power of ten (Heckbert 1990).</summary>
internal static class Ticks
{
    /// <summary>The readable step that divides a span into about <paramref name="count"/> parts.</summary>
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

    /// <summary>Ticks of a logarithmic axis: powers of ten, with 2 and 5 in between where there is room.</summary>
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
