using Ghn.Display;

namespace Ghn.Tests.Display;

public sealed class ProgressBarTests
{
    [Fact]
    public void A_running_bar_estimates_what_is_left() =>
        Assert.Equal(
            " 25 % step 1 of 4 (about 3 min 0 s left)",
            new ProgressBar(0.25, "step 1 of 4", TimeSpan.FromMinutes(1)).ToText()
        );

    [Fact]
    public void A_finished_bar_is_one_line_without_a_bar()
    {
        var done = new ProgressBar(1, "trained <b>", TimeSpan.FromSeconds(90));
        Assert.Equal("✓ trained <b> (1 min 30 s)", done.ToText());
        Assert.Equal("<div class=\"ghn-progress\">✓ trained &lt;b&gt; (1 min 30 s)</div>", done.ToHtml());
    }

    [Theory]
    [InlineData(-1, "width:0%")]
    [InlineData(double.NaN, "width:0%")]
    [InlineData(0.125, "width:12.5%")]
    public void The_bar_shows_the_part_that_is_done(double fraction, string width) =>
        Assert.Contains(width, new ProgressBar(fraction, "").ToHtml(), StringComparison.Ordinal);
}
