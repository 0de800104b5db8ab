using System.Text.Json;
using System.Xml.Linq;
using CsCheck;
using Ghn.Display;

namespace Ghn.Tests.Display.Figures;

public sealed class FigureTests
{
    private const string Evil = "</script><b>\"&'";

    [Fact]
    public void Markup_in_names_is_escaped_everywhere()
    {
        var figure = Figure
            .Create(Evil, new Axis(Evil, Evil), Evil)
            .WithLine(Evil, [1, 2], [3, 4])
            .WithBars(Evil, [Evil, "b"], [1, 2])
            .WithHorizontal(1, Evil);
        var html = figure.ToHtml();
        Assert.Equal(1, html.Split("</script>").Length - 1);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        XDocument.Parse(figure.ToSvg());
        using var json = JsonDocument.Parse(figure.ToPlotlyJson());
        Assert.Equal(
            "&lt;/script&gt;&lt;b&gt;&quot;&amp;'",
            json.RootElement.GetProperty("layout").GetProperty("title").GetString()
        );
    }

    [Fact]
    public void A_method_has_the_same_colour_in_every_figure()
    {
        Figure Lines(params string[] names) =>
            names.Aggregate(Figure.Create("", "x", "y"), (figure, name) => figure.WithLine(name, [1, 2], [3, 4]));
        var (first, second) = (Lines("random", "ten best by ghn", "MSDNet"), Lines("MSDNet", "GHN", "random search"));
        Assert.Equal(first.Colors()[0], second.Colors()[2]);
        Assert.Equal(first.Colors()[1], second.Colors()[1]);
        Assert.Equal(3, second.Colors().Distinct().Count());
        Assert.Equal(Lines("a").Colors(), Lines("GHN").Colors());
        Assert.Equal(2, Lines("untrained GHN", "GHN, 2 phases", "GHN").Colors().Distinct().Count() - 1);
    }

    [Fact]
    public void Columns_of_an_interactive_legend_have_room_below_the_title()
    {
        // In rows these fill two; in plotly.js's columns, all as wide as the widest, they fill three.
        string[] names = ["searched", "random", "MSDNet", "ResNet", "DenseNet", "ResNet ensemble", "DenseNet ensemble"];
        var figure = names.Aggregate(Figure.Create("title", "x", "y"), (f, n) => f.WithLine(n, [1, 2], [3, 4]));
        using var json = JsonDocument.Parse(figure.ToPlotlyJson());
        Assert.Equal(
            Plot.Of(figure).Top + 20,
            json.RootElement.GetProperty("layout").GetProperty("margin").GetProperty("t").GetDouble()
        );
    }

    [Fact]
    public void The_interactive_form_is_json_with_data_and_layout()
    {
        using var json = JsonDocument.Parse(Samples.Lines().ToPlotlyJson());
        // The band has an area and a mean; two lines and the chance level follow.
        Assert.Equal(5, json.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(420, json.RootElement.GetProperty("layout").GetProperty("height").GetDouble());
    }

    [Fact]
    public void Values_that_no_axis_can_show_leave_gaps()
    {
        var figure = Figure
            .Create("gaps", "x", new Axis("y", Log: true))
            .WithLine("line", [1, 2, 3, 4, 5], [1, double.NaN, 3, double.PositiveInfinity, -5])
            .WithScatter("points", [0, 1], [double.NaN, 2]);
        var svg = figure.ToSvg();
        XDocument.Parse(svg);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(figure.ToPlotlyJson());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("data")[0].GetProperty("y")[1].ValueKind);
    }

    [Fact]
    public void Figures_of_any_finite_data_draw_inside_the_card() =>
        Gen.Select(Gen.Double[-1e7, 1e7].Array[0, 30], Gen.Bool, Gen.Bool)
            .Sample(
                (y, logX, logY) =>
                {
                    var x = Enumerable.Range(1, y.Length).Select(i => (double)i);
                    var figure = Figure
                        .Create("any", new Axis("x", Log: logX), new Axis("y", Log: logY))
                        .WithLine("a", x, y)
                        .WithScatter("b", x, y);
                    var svg = XDocument.Parse(figure.ToSvg());
                    return svg.Descendants()
                            .Attributes()
                            .Where(a => a.Name == "cx")
                            .All(a => double.Parse(a.Value) is >= 0 and <= 720)
                        && svg.Descendants()
                            .Attributes()
                            .Where(a => a.Name == "cy")
                            .All(a => double.Parse(a.Value) is >= 0 and <= 420);
                },
                threads: 1,
                iter: 200
            );

    [Fact]
    public void Text_names_title_axes_series_and_ranges()
    {
        var text = Figure
            .Create("Accuracy", new Axis("step"), new Axis("accuracy", "%", Log: true))
            .WithLine("GHN", [0, 10], [10, 42.5])
            .WithHorizontal(10, "chance")
            .ToText();
        Assert.Equal(
            """
            Figure: Accuracy
              x: step; y: accuracy (%), logarithmic
              GHN     line, 2 points, x 0 … 10, y 10 … 42.5
              chance  horizontal line at 10
            """,
            text,
            ignoreLineEndingDifferences: true
        );
    }

    [Fact]
    public void Names_on_an_interactive_axis_stand_where_the_picture_has_them()
    {
        // plotly.js reads "2+3" and "6" as numbers, "2020-01-01" as a date, and draws equal names as one.
        string[] names = ["6", "2+3", "2020-01-01", "6"];
        var values = new double[,]
        {
            { 1, 2, 3, 4 },
            { 5, 6, 7, double.NaN },
        };
        using var heat = Json(Figure.HeatMap("", "", "", values, "", ["1", "1"], names));
        var (x, y) = (Layout(heat, "xaxis"), Layout(heat, "yaxis"));
        Assert.Equal(names, Strings(x.GetProperty("ticktext")));
        Assert.Equal([0, 1, 2, 3], Numbers(x.GetProperty("tickvals")));
        Assert.Equal([-0.5, 3.5], Numbers(x.GetProperty("range")));
        Assert.Equal(["1", "1"], Strings(y.GetProperty("ticktext")));
        Assert.Equal([1.5, -0.5], Numbers(y.GetProperty("range"))); // the first row at the top
        Assert.Equal(7, Layout(heat, "annotations").GetArrayLength()); // the values, as the picture writes them

        using var bars = Json(Figure.Bars("", "y", ("2020", 1), ("2+3", 2)).WithHorizontal(1.5, "chance"));
        Assert.Equal(["2020", "2+3"], Strings(Layout(bars, "xaxis").GetProperty("ticktext")));
        Assert.Equal([0, 1], Numbers(Trace(bars, 0).GetProperty("x")));
        Assert.Equal([-0.5, 1.5], Numbers(Trace(bars, 1).GetProperty("x"))); // from edge to edge

        using var boxes = Json(Figure.Boxes("", "y", ("1", [1, 2]), ("2", [3])));
        Assert.Equal(["1", "2"], Strings(Layout(boxes, "xaxis").GetProperty("ticktext")));
        Assert.Equal([0, 0], Numbers(Trace(boxes, 0).GetProperty("x")));
        Assert.Equal([1], Numbers(Trace(boxes, 1).GetProperty("x")));
    }

    [Fact]
    public void Series_of_unequal_lengths_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Samples.Lines().WithLine("short", [1, 2], [1]));
        Assert.Contains("2 and 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_keeps_its_colour_when_a_reference_line_comes_before_it()
    {
        var figure = Figure.Create("", "", "").WithHorizontal(0, "zero").WithLine("a", [1], [1]);
        Assert.Equal([Palette.Reference, Palette.Color(0)], figure.Colors());
    }

    [Fact]
    public void Stacked_bars_stand_on_each_other()
    {
        var side = Figure
            .Create("bars", "", "y")
            .WithBars("a", ["one", "two"], [1.0, 2])
            .WithBars("b", ["one", "two"], [3.0, 4]);
        (double Left, double Top, double Foot)[] Rectangles(Figure figure) =>
            [
                .. System
                    .Xml.Linq.XDocument.Parse(figure.ToSvg())
                    .Descendants()
                    .Where(e => e.Name.LocalName == "rect" && e.Ancestors().Count(a => a.Name.LocalName == "svg") > 1)
                    .Select(e => (Number(e, "x"), Number(e, "y"), Number(e, "y") + Number(e, "height"))),
            ];
        static double Number(System.Xml.Linq.XElement e, string name) =>
            double.Parse(e.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
        var (apart, stacked) = (Rectangles(side), Rectangles(side.AsStack()));
        Assert.Equal((4, 4), (apart.Length, stacked.Length));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(stacked[i].Left, stacked[i + 2].Left, 0.1);
            Assert.Equal(stacked[i].Top, stacked[i + 2].Foot, 0.1); // the second on the first
            Assert.NotEqual(apart[i].Left, apart[i + 2].Left);
            Assert.Equal(apart[i].Foot, apart[i + 2].Foot, 0.1);
        }
        Assert.Contains("\"barmode\":\"stack\"", side.AsStack().ToPlotlyJson().Replace(" ", ""));
    }

    [Fact]
    public void Bars_have_the_intervals_that_they_are_given()
    {
        var figure = Figure
            .Create("differences", "", "y")
            .WithIntervalBars("ours", [("a", 1, 0.5, 3), ("b", -1, -2, -0.5)])
            .WithBars("paper", ["a"], [2], [0.5]);
        Assert.Equal(["a", "b"], figure.Categories);
        using var json = Json(figure);
        JsonElement Errors(int trace) => Trace(json, trace).GetProperty("error_y");
        Assert.Equal([2, 0.5], Numbers(Errors(0).GetProperty("array")));
        Assert.Equal([0.5, 1], Numbers(Errors(0).GetProperty("arrayminus")));
        Assert.Equal([0.5], Numbers(Errors(1).GetProperty("arrayminus")));
        var scale = Plot.Of(figure).Y;
        Assert.True(scale.Min < -2 && scale.Max > 3); // the ends of intervals are inside
        Assert.Contains("a 1 [0.5, 3], b -1 [-2, -0.5]", figure.ToText());
        Assert.Contains("a 2 [1.5, 2.5]", figure.ToText());
    }

    private static JsonDocument Json(Figure figure) => JsonDocument.Parse(figure.ToPlotlyJson());

    private static JsonElement Layout(JsonDocument json, string name) =>
        json.RootElement.GetProperty("layout").GetProperty(name);

    private static JsonElement Trace(JsonDocument json, int at) => json.RootElement.GetProperty("data")[at];

    private static IEnumerable<string?> Strings(JsonElement array) => array.EnumerateArray().Select(x => x.GetString());

    private static IEnumerable<double> Numbers(JsonElement array) => array.EnumerateArray().Select(x => x.GetDouble());
}
