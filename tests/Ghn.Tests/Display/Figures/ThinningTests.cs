using CsCheck;
using Ghn.Display;

namespace Ghn.Tests.Display.Figures;

public sealed class ThinningTests
{
    private static readonly Gen<double[]> Values = Gen.Double[-10, 10].Array[1, 3000];

    [Fact]
    public void A_thinned_line_keeps_its_ends_its_order_and_the_limit() =>
        Values.Sample(
            y =>
            {
                double[] x = [.. Enumerable.Range(0, y.Length).Select(i => (double)i)];
                var kept = Thinning.Line(x, y, 500);
                return kept.Count == Math.Min(y.Length, 500)
                    && kept[0] == 0
                    && kept[^1] == y.Length - 1
                    && kept.Zip(kept.Skip(1)).All(p => p.First < p.Second);
            },
            threads: 1,
            iter: 50
        );

    [Fact]
    public void A_peak_survives()
    {
        var x = Enumerable.Range(0, 10_000).Select(i => (double)i).ToArray();
        var y = x.Select(v => v == 4321 ? 100 : Math.Sin(v / 100)).ToArray();
        Assert.Contains(4321, Thinning.Line(x, y, 200));
    }

    [Fact]
    public void A_gap_stays_a_gap()
    {
        var x = Enumerable.Range(0, 10_000).Select(i => (double)i).ToArray();
        var y = x.Select(v => v == 4321 ? double.NaN : v).ToArray();
        Assert.Contains(4321, Thinning.Line(x, y, 200));
    }

    [Fact]
    public void A_thinned_cloud_has_distinct_points() =>
        Gen.Int[0, 5000]
            .Sample(
                n =>
                    Thinning.Cloud(n, 1500) is var kept
                    && kept.Count == Math.Min(n, 1500)
                    && kept.Distinct().Count() == kept.Count,
                threads: 1
            );

    [Fact]
    public void The_static_picture_of_a_long_line_is_small()
    {
        var x = Enumerable.Range(0, 100_000).Select(i => (double)i);
        var figure = Figure.Lines("long", "x", "y", x, ("sine", x.Select(v => Math.Sin(v / 50))));
        Assert.InRange(figure.ToSvg().Length, 1000, 15_000);
    }
}
