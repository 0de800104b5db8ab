using System.Globalization;
using MathNet.Numerics.Statistics;

namespace Ghn.Experiments.Paper;

/// <summary>A number as tables report it: a mean, with its standard deviation where there is one.</summary>
public sealed record Reported(double Mean, double? Deviation = null) : IFormattable
{
    /// <summary>A number without a deviation.</summary>
    public static implicit operator Reported(double mean) => new(mean);

    /// <summary>Mean and sample standard deviation of measured values; of one value no deviation.</summary>
    public static Reported Of(IEnumerable<double> values)
    {
        var all = values.ToArray();
        return new Reported(all.Average(), all.Length > 1 ? all.StandardDeviation() : null);
    }

    /// <summary>Such as "95.7 ± 0.1".</summary>
    public override string ToString() =>
        Join(v =>
            v.ToString(
                Math.Abs(v) < 0.1 ? "0.####"
                    : Math.Abs(v) < 1_000 ? "0.0#"
                    : "#,0",
                CultureInfo.InvariantCulture
            )
        );

    /// <summary>Both numbers in a format of .NET's; null: as <see cref="ToString()"/>.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        format is null ? ToString() : Join(v => v.ToString(format, formatProvider));

    private string Join(Func<double, string> write) =>
        Deviation is { } sd ? $"{write(Mean)} ± {write(sd)}" : write(Mean);
}

/// <summary>Our value of a row, and how tables show it with its spread: over seeds, runs, networks or architectures.</summary>
/// <param name="Value">The value; null: not computed, and <paramref name="Shown"/> says why.</param>
/// <param name="Shown">A <see cref="Reported"/> with its deviation, an <see cref="Interval"/>, or words.</param>
public sealed record Measured(double? Value, object Shown)
{
    /// <summary>A mean and its standard deviation.</summary>
    public static implicit operator Measured?(Reported? value) => value is null ? null : new(value.Mean, value);

    /// <summary>An estimate and its confidence interval.</summary>
    public static implicit operator Measured?(Interval? value) => value is null ? null : new(value.Estimate, value);

    /// <summary>A number alone.</summary>
    public static implicit operator Measured?(double? value) => value is { } v ? new(v, new Reported(v)) : null;
}
