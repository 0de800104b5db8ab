using System.Globalization;
using MathNet.Numerics.Statistics;

namespace Ghn.Experiments.Paper;

/// <summary>A number as tables report it: a mean, with its standard deviation where there is one.</summary>
public sealed record Reported(double Mean, double? Deviation = null) : IFormattable
{
    /// <summary>Mean and sample standard deviation of measured values; of one value no deviation.</summary>
    public static Reported Of(IEnumerable<double> values)
    {
        var all = values.ToArray();
        return new Reported(all.Average(), all.Length > 1 ? all.StandardDeviation() : null);
    }

    /// <summary>Such as "95.7 ± 0.1".</summary>
    public override string ToString()
    {
        static string Short(double v)
        {
            var format = Math.Abs(v) switch
            {
                < 0.1 => "0.####",
                < 1_000 => "0.0#",
                _ => "#,0",
            };
            return v.ToString(format, CultureInfo.InvariantCulture);
        }
        return Join(Short);
    }

    /// <summary>Both numbers in a format of .NET's; null: as <see cref="ToString()"/>.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        format is null ? ToString() : Join(v => v.ToString(format, formatProvider));

    private string Join(Func<double, string> write) =>
        Deviation is { } sd ? $"{write(Mean)} ± {write(sd)}" : write(Mean);
}

/// <summary>A row of the paper's tables 1, 2 or 3.</summary>
/// <param name="Method">The method.</param>
/// <param name="GpuDays">Search cost; null: not told, or there was no search.</param>
/// <param name="Parameters">Millions; null: the paper has no such row.</param>
/// <param name="Accuracy">Test accuracy (top-1), percent; null: the paper has no such row.</param>
/// <param name="Ours">Name of what is computed here to stand beside it; null: a published number only.</param>
public sealed record SearchNumbers(
    string Method,
    double? GpuDays,
    Reported? Parameters,
    Reported? Accuracy,
    string? Ours = null
);

/// <summary>A row of the paper's tables 4 or 5: Pearson's r of surrogate and true accuracy.</summary>
/// <param name="Method">The method.</param>
/// <param name="Random100">Over all 100 random architectures.</param>
/// <param name="Top50">Over the better half.</param>
/// <param name="Ours">Name of the surrogate here; that of training for a few steps: their number.</param>
/// <param name="InitialHours">GPU hours of training the surrogate.</param>
/// <param name="SecondsEach">GPU seconds for an architecture.</param>
public sealed record CorrelationNumbers(
    string Method,
    double Random100,
    double Top50,
    string Ours,
    double? InitialHours = null,
    double? SecondsEach = null
);

/// <summary>The numbers of the paper (Zhang, Ren, Urtasun 2019): what ours are compared with, and nothing else.</summary>
public static class PaperNumbers
{
    /// <summary>Name here of the row of random networks in table 1.</summary>
    public const string Random = "random";

    /// <summary>Table 1: random search with a surrogate, CIFAR-10.</summary>
    public static IReadOnlyList<SearchNumbers> Table1 { get; } =
    [
        new("SMASHv1", null, new(4.6), new(94.5)),
        new("SMASHv2", 3, new(16.0), new(96.0)),
        new("One-Shot Top (F = 32)", 4, new(2.7, 0.3), new(95.5, 0.1)), // in a space of its own
        new("One-Shot Top (F = 64)", 4, new(10.4, 1.0), new(95.9, 0.2)),
        new("Random (paper: F = 32)", null, new(4.6, 0.6), new(94.6, 0.3), Random),
        new("GHN Top (paper: F = 32)", 0.42, new(5.1, 0.6), new(95.7, 0.1), EvidenceScale.Base),
    ];

    /// <summary>Table 2: advanced search, CIFAR-10, all with Cutout.</summary>
    public static IReadOnlyList<SearchNumbers> Table2 { get; } =
    [
        new("NASNet-A", 1_800, new(3.3), new(97.35)),
        new("ENAS cell search", 0.45, new(4.6), new(97.11)),
        new("DARTS, first order", 1.5, new(2.9), new(97.06)),
        new("DARTS, second order", 4, new(3.4), new(97.17, 0.06)),
        new("GHN Top-Best, 1K (paper: F = 32)", 0.84, new(5.7), new(97.16, 0.07), EvidenceScale.Base),
    ];

    /// <summary>Table 3: ImageNet-Mobile.</summary>
    public static IReadOnlyList<SearchNumbers> Table3 { get; } =
    [
        new("NASNet-A", 1_800, new(5.3), new(74.0)),
        new("NASNet-C", 1_800, new(4.9), new(72.5)),
        new("AmoebaNet-A", 3_150, new(5.1), new(74.5)),
        new("AmoebaNet-C", 3_150, new(6.4), new(75.7)),
        new("PNAS", 225, new(5.1), new(74.2)),
        new("DARTS, second order", 4, new(4.9), new(73.1)),
        new("GHN Top-Best, 1K", 0.84, new(6.1), new(73.0), EvidenceScale.Base),
    ];

    /// <summary>Table 4: correlation of surrogate and true accuracy.</summary>
    public static IReadOnlyList<CorrelationNumbers> Table4 { get; } =
    [
        new("SGD 10 steps", 0.26, -0.05, "10", null, 0.9),
        new("SGD 100 steps", 0.59, 0.06, "100", null, 9),
        new("SGD 200 steps", 0.62, 0.20, "200", null, 18),
        new("SGD 1000 steps", 0.77, 0.26, "1000", null, 90),
        new("One-shot (paper: trained at N = 17)", 0.58, 0.31, EvidenceScale.OneShot, 9.8, 0.06),
        new("GHN (paper: N = 7, T = 5, forward-backward)", 0.68, 0.48, EvidenceScale.Base, 6.1, 0.08),
    ];

    /// <summary>Table 5: stacked hypernetworks, with shared parameters (SP) and passing embeddings (PE).</summary>
    public static IReadOnlyList<CorrelationNumbers> Table5 { get; } =
    [
        new("neither", 0.24, 0.15, "own parameters, no passing"),
        new("PE", 0.44, 0.37, "own parameters, passing"),
        new("SP and PE", 0.68, 0.48, EvidenceScale.Base),
    ];
}
