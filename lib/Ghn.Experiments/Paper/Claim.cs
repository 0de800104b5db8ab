namespace Ghn.Experiments.Paper;

/// <summary>
/// One of the paper's claims of an order, and what ours says to it. A test over seeds says nothing about other architectures
/// than the ground truth's, so the interval of the difference, which does, has to agree with it.
/// </summary>
/// <param name="Text">The claim.</param>
/// <param name="Difference">
/// Ours, positive where it is as claimed, with its interval: of surrogates over architectures and seeds, of networks over
/// these, or over these and their runs.
/// </param>
/// <param name="Unit">Of the difference: "r", or "points" of accuracy.</param>
/// <param name="For">One-sided p of the alternative that the claim holds.</param>
/// <param name="Against">One-sided p of the alternative that its contrary holds.</param>
public sealed record Claim(string Text, Interval Difference, string Unit, double For, double Against)
{
    private const double Level = 0.05;

    /// <summary>Table or figure of the paper.</summary>
    public string Where { get; init; } = "";

    /// <summary>At which scale ours was computed.</summary>
    public Profile Profile { get; init; }

    /// <summary>The claim in few words, for the axis of a figure.</summary>
    public string Label
    {
        get => field ?? Text;
        init;
    }

    /// <summary>The paper's difference in the same unit; null: it has a curve, or networks of another size.</summary>
    public double? Paper { get; init; }

    /// <summary>Such as "+0.27 [+0.09, +0.40]".</summary>
    public string Formatted
    {
        get
        {
            string Short(double v) => WithSign.Of(v, Unit == "r" ? 2 : 1);
            return $"{Short(Difference.Estimate)} [{Short(Difference.Low)}, {Short(Difference.High)}]";
        }
    }

    /// <summary>Such as "+0.27 [+0.09, +0.40] in r".</summary>
    public string Ours => $"{Formatted} in {Unit}";

    /// <summary>
    /// A verdict on each claim. The interval of the difference gives the direction: above 0 the claim is "reproduced", below 0
    /// "the opposite" holds, and around 0 there is "no clear difference", or one that is "clearly less than in the paper". A
    /// direction is "not significant" if its p is above .05 after Holm's correction, made over all claims of the list and their
    /// contraries together.
    /// </summary>
    public static IReadOnlyList<(double For, double Against, string Verdict)> Judge(IReadOnlyList<Claim> claims)
    {
        var holm = Significance.Holm([.. claims.Select(c => c.For), .. claims.Select(c => c.Against)]);
        return
        [
            .. claims.Select(
                (c, i) =>
                {
                    var (held, contrary) = (holm[i], holm[claims.Count + i]);
                    var verdict = c.Difference switch
                    {
                        { Low: > 0 } => held <= Level ? "reproduced" : "in favour, not significant",
                        { High: < 0 } => contrary <= Level ? "the opposite" : "the opposite, not significant",
                        var around => around.High < c.Paper ? "clearly less than in the paper" : "no clear difference",
                    };
                    return (held, contrary, verdict);
                }
            ),
        ];
    }

    internal static Claim OfSamples(
        string text,
        IReadOnlyList<double> first,
        IReadOnlyList<double> second,
        string stream
    ) =>
        new(
            text,
            Bootstrap.OfDifference(
                [.. first.Select(v => 100 * v)],
                [.. second.Select(v => 100 * v)],
                new RandomStream(0, stream)
            ),
            "points",
            Significance.TwoSampleTest(first, second).OneSidedPValue,
            Significance.TwoSampleTest(second, first).OneSidedPValue
        );

    /// <summary>
    /// Every one of the first samples above every rival; the contrary: all of them below <paramref name="best"/>. The
    /// interval is over the first samples, their values and those of the best.
    /// </summary>
    internal static Claim OfAll(
        string text,
        IReadOnlyList<double[]> first,
        IReadOnlyList<double[]> rivals,
        double[] best,
        string stream
    ) =>
        new(
            text,
            Bootstrap.Of(
                [first.Count, first[0].Length, best.Length],
                drawn =>
                    100 * (drawn[0].Average(n => drawn[1].Average(s => first[n][s])) - drawn[2].Average(s => best[s])),
                new RandomStream(0, stream)
            ),
            "points",
            (from f in first from r in rivals select Significance.TwoSampleTest(f, r).OneSidedPValue).Max(),
            first.Max(f => Significance.TwoSampleTest(best, f).OneSidedPValue)
        );

    /// <summary>A surrogate above another in agreement, over architectures and seeds (bootstrap).</summary>
    internal static Claim OfAgreement(string text, SurrogateRanking first, SurrogateRanking second, Agreement agreement)
    {
        var test = first.Against(second, agreement);
        var above = test.Difference.Estimate >= 0 ? test.PValue / 2 : 1 - test.PValue / 2;
        return new(text, test.Difference, "r", above, 1 - above);
    }

    /// <summary>
    /// Pearson's r of the first surrogates above that of the second ones: the sign-flip test of one difference of means a
    /// seed. One seed has nothing to flip: no p below 1.
    /// </summary>
    internal static Claim OfPairs(string text, SurrogateRanking[] first, SurrogateRanking[] second)
    {
        double[] Seeds(SurrogateRanking[] rankings)
        {
            var seeds = rankings.Select(r => r.PerSeed(Correlation.Pearson)).ToArray();
            return [.. Enumerable.Range(0, rankings[0].Seeds).Select(s => seeds.Average(r => r[s]))];
        }
        var (a, b) = (Seeds(first), Seeds(second));
        double P(double[] a, double[] b) => a.Length < 2 ? 1 : Significance.SignFlipTest(a, b).OneSidedPValue;
        return new(text, SurrogateRanking.Difference(first, second), "r", P(a, b), P(b, a));
    }

    /// <summary>
    /// Pearson's r rises from each surrogate to the next: Page's test over seeds. The difference is that of the last and the
    /// first.
    /// </summary>
    internal static Claim OfOrder(string text, params SurrogateRanking[] conditions)
    {
        IReadOnlyList<double>[] seeds = [.. conditions.Select(c => c.PerSeed(Correlation.Pearson))];
        double P(IEnumerable<IReadOnlyList<double>> order) =>
            Significance.PageTest([.. seeds[0].Select((_, s) => (double[])[.. order.Select(c => c[s])])]);
        var difference = SurrogateRanking.Difference([conditions[^1]], [conditions[0]]);
        return new(text, difference, "r", P(seeds), P(Enumerable.Reverse(seeds)));
    }
}
