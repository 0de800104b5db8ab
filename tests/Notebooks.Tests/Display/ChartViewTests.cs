using Ghn.Kernel.Display;
using XPlot.Plotly;

namespace Notebooks.Tests.Display;

public sealed class ChartViewTests
{
    [Fact]
    public void A_chart_is_drawn_by_plotly_and_as_a_picture()
    {
        var cloud = new Scattergl
        {
            x = new[] { 1, 2, 3 },
            y = new[] { 3.0, double.NaN, 2.0 },
            mode = "markers",
        };
        var layout = new Layout.Layout
        {
            title = "a </script>",
            yaxis = new Yaxis { title = "accuracy" },
        };
        var chart = Chart.Plot(cloud, layout);
        chart.Height = 300;

        var html = new ChartView(chart).ToHtml();

        // The plotly.js of pages has no WebGL.
        Assert.Contains("\"type\":\"scatter\"", html, StringComparison.Ordinal);
        Assert.Contains("\"height\":300", html, StringComparison.Ordinal);
        Assert.Single(html.Split("</script>")[1..]);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains(">accuracy</text>", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<circle").Length - 1);
        Assert.Contains("scatter, 3 points", new ChartView(chart).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Series_of_every_kind_have_a_picture()
    {
        Trace[][] charts =
        [
            [
                new Bar { x = new[] { "a", "b" }, y = new[] { 1, 2 } },
                new Scatter { x = new[] { "b" }, y = new[] { 1 } },
            ],
            [new Histogram { x = new[] { 1, 2, 2 } }],
            [new Box { y = new[] { 1, 2, 2 } }, new Box { y = new[] { 4, 5, 6 } }],
            [
                new Heatmap
                {
                    z = new[,]
                    {
                        { 1, 2 },
                        { 3, 4 },
                    },
                },
            ],
            [new Scatter { y = new[] { 1, 2 } }],
        ];
        Assert.All(
            charts,
            traces =>
                Assert.Contains("<svg", new ChartView(Chart.Plot<Trace>(traces)).ToHtml(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_has_no_picture_is_a_table_of_its_values()
    {
        var day = new DateTime(2026, 1, 1);
        var days = Enumerable.Range(0, 100_000).Select(i => Tuple.Create(day.AddDays(i), i));
        var pie = new ChartView(Chart.Pie([Tuple.Create("<a>", 3)])).ToHtml();
        var dates = new ChartView(Chart.Line(days)).ToHtml();
        var surface = new ChartView(
            Chart.Plot(
                new Surface
                {
                    z = new[,]
                    {
                        { 1, 2 },
                    },
                }
            )
        ).ToHtml();

        Assert.Contains("&lt;a&gt;", pie, StringComparison.Ordinal);
        Assert.Contains("99,990 more rows", dates, StringComparison.Ordinal);
        Assert.All([pie, dates], html => Assert.Contains("ghn-plotly", html, StringComparison.Ordinal));
        Assert.Contains("does not support this type of chart", surface, StringComparison.Ordinal);
        Assert.DoesNotContain("ghn-plotly", surface, StringComparison.Ordinal);
    }
}
