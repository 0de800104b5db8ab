using Ghn.Display;

namespace Ghn.Tests.Display;

public sealed class FramesTests
{
    [Fact]
    public void All_pictures_are_there_without_a_script()
    {
        var frames = Frames.Of([("first & last", new ProgressBar(1, "one")), ("second", new ProgressBar(1, "two"))]);
        var html = frames.ToHtml();
        Assert.Equal(2, html.Split("class=\"ghn-frame\"").Length - 1);
        Assert.Contains("first &amp; last", html);
        Assert.Contains("max=\"1\"", html);
        Assert.DoesNotContain("class=\"ghn-frame\" style", html); // nothing is hidden until the script runs
        Assert.Contains("second", frames.ToText());
        Assert.Throws<ArgumentException>(() => Frames.Of([]));
    }
}
