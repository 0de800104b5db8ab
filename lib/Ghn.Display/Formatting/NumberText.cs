namespace Ghn.Display;

/// <summary>Formats numbers for readers: few digits, the same in every culture.</summary>
internal static class NumberText
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>Four significant digits; whole numbers in full with grouping.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value))
            return value.ToString(CultureInfo.InvariantCulture);
        var size = Math.Abs(value);
        if (size >= 1e12 || (size > 0 && size < 1e-4))
            return value.ToString("0.###e+0", CultureInfo.InvariantCulture);
        if (size >= 1000 || value == Math.Round(value))
            return value.ToString("#,0", CultureInfo.InvariantCulture);
        var decimals = size == 0 ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 8);
        return Math.Round(value, decimals).ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>A number of things: "1 row", "2,000 rows".</summary>
    public static string Count(long count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}{(count == 1 ? "" : "s")}");

    /// <summary>An axis label with as many decimals as the step between ticks needs.</summary>
    public static string Tick(double value, double step)
    {
        if (value == 0)
            return "0";
        if (step < 1e-4)
            return Minus(value.ToString("0.##e+0", CultureInfo.InvariantCulture));
        foreach (var (size, suffix) in new[] { (1e9, "G"), (1e6, "M") })
            if (step >= size / 10 && Math.Abs(value) >= size / 10)
                return Plain(value / size, step / size) + suffix;
        return Plain(value, step);
    }

    /// <summary>A label on a logarithmic axis: a plain number where it is short, a power of ten elsewhere.</summary>
    public static string LogTick(double value)
    {
        if (value is >= 1e-3 and < 1e6)
            return value.ToString("#,0.####", CultureInfo.InvariantCulture);
        var exponent = (int)Math.Floor(Math.Log10(value) + 1e-9);
        var mantissa = Math.Round(value / Math.Pow(10, exponent));
        var power = string.Concat(
            exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : Superscripts[c - '0'])
        );
        return mantissa == 1 ? $"10{power}" : string.Create(CultureInfo.InvariantCulture, $"{mantissa}·10{power}");
    }

    private static string Plain(double value, double step)
    {
        var decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 6);
        return Minus(value.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture));
    }

    /// <summary>With a typographic minus, for pictures; text that may be copied keeps the hyphen that parsers read.</summary>
    public static string Minus(string number) => number.Replace('-', '−');
}
