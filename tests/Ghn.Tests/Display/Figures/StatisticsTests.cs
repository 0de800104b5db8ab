using CsCheck;
using Ghn.Display;

namespace Ghn.Tests.Display.Figures;

public sealed class StatisticsTests
{
    [Fact]
    public void Every_value_falls_into_one_bin() =>
        Gen.Select(Gen.Double[-1e3, 1e3].Array[1, 200], Gen.Int[1, 60])
            .Sample(
                (values, bins) =>
                {
                    var (edges, counts) = Binning.Count(values, bins);
                    return counts.Sum() == values.Length
                        && edges.Length == counts.Length + 1
                        && edges[0] <= values.Min() + 1e-9
                        && edges[^1] >= values.Max() - 1e-9;
                },
                threads: 1
            );

    [Fact]
    public void Bins_begin_at_readable_numbers()
    {
        var (edges, counts) = Binning.Count([0.5, 1, 1.5, 2, 9.9], 10);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], edges);
        Assert.Equal([1, 2, 1, 0, 0, 0, 0, 0, 0, 1], counts);
    }

    /// <summary>numpy.percentile([1, 2, 3, 4, 100], [25, 50, 75]) = 2, 3, 4.</summary>
    [Fact]
    public void A_box_shows_quartiles_whiskers_and_outliers()
    {
        var box = BoxStatistics.Of([100, 1, 2, 3, 4, double.NaN])!;
        Assert.Equal(
            (1.0, 2.0, 3.0, 4.0, 4.0),
            (box.LowWhisker, box.LowerQuartile, box.Median, box.UpperQuartile, box.HighWhisker)
        );
        Assert.Equal([100], box.Outliers);
        Assert.Null(BoxStatistics.Of([]));
    }
}
