namespace Ghn.Experiments.Statistics;

/// <summary>An estimate with its confidence interval.</summary>
/// <param name="Estimate">The statistic of the data.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">How often such intervals hold the true value, such as 0.95.</param>
public sealed record Interval(double Estimate, double Low, double High, double Level)
{
    /// <summary>Such as "0.680 [0.551, 0.774]".</summary>
    public override string ToString() => FormattableString.Invariant($"{Estimate:0.000} [{Low:0.000}, {High:0.000}]");
}

/// <summary>How much better the first of two surrogates agrees with the same truth.</summary>
/// <param name="Difference">Statistic of the first minus statistic of the second.</param>
/// <param name="PValue">Two-sided; small where a difference of 0 fits the data badly.</param>
public sealed record PairedDifference(Interval Difference, double PValue);
