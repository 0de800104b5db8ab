using Ghn.Display;

namespace Ghn.Tests.Display.Pages;

public sealed class PageAssetsTests
{
    [Fact]
    public void What_is_stored_keeps_the_picture_and_nothing_else()
    {
        var figure = Samples.Lines();
        var page =
            $"<p>before</p>{new InteractiveLoader().ToHtml()}{figure.ToHtml()}<p>after</p>{Samples.Scatter().ToHtml()}";
        var stored = PageAssets.StaticOnly(page);
        Assert.StartsWith(
            $"""<p>before</p><div class="ghn-figure"><div class="ghn-static">{figure.ToSvg()}</div></div><p>after</p>""",
            stored,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("script", stored, StringComparison.Ordinal);
        Assert.Equal(stored, PageAssets.StaticOnly(stored));
    }

    [Fact]
    public void A_picture_alone_is_known_and_pictures_among_other_things_become_images()
    {
        var drawing = Samples.Small();
        Assert.Equal(Samples.Lines().ToSvg(), PageAssets.Picture(PageAssets.StaticOnly(Samples.Lines().ToHtml())));
        Assert.Equal(drawing.ToSvg(), PageAssets.Picture(drawing.ToHtml()));
        Assert.Null(PageAssets.Picture(Samples.Rows().ToHtml()));

        var frames = Frames.Of([("one", Samples.Matrix()), ("two", drawing)]);
        var stored = PageAssets.StaticOnly(frames.ToHtml());
        Assert.Null(PageAssets.Picture(stored));
        var images = PageAssets.PicturesAsImages(stored);
        Assert.DoesNotContain("<svg", images, StringComparison.Ordinal);
        Assert.DoesNotContain("</text>", images, StringComparison.Ordinal);
        Assert.Contains(
            "<img alt=\"Cosine similarity of node embeddings\" width=\"720\"",
            images,
            StringComparison.Ordinal
        );
        Assert.Equal(images, PageAssets.PicturesAsImages(images));
    }

    [Fact]
    public void Other_outputs_stay_as_they_are()
    {
        const string other = "<script>alert(1)</script><script type=\"application/json\">{}</script><table></table>";
        Assert.Equal(other, PageAssets.StaticOnly(other));
    }

    [Fact]
    public void A_stored_loader_is_empty() => Assert.Equal("", PageAssets.StaticOnly(new InteractiveLoader().ToHtml()));

    /// <summary>Either would end or confuse the script element that the assets stand in.</summary>
    [Fact]
    public void Scripts_can_stand_inside_a_page()
    {
        foreach (var script in new[] { PageAssets.PlotlyScript, PageAssets.UpgradeScript })
        {
            Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<!--", script, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("</style", PageAssets.Css, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Plotly_is_hidden_from_module_loaders() =>
        Assert.StartsWith("(function(){var define,exports,module;", PageAssets.PlotlyScript, StringComparison.Ordinal);
}
