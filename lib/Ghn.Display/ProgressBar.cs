namespace Ghn.Display;

/// <summary>
/// The progress of a long computation. It is updated during the run; a notebook stores the last update.
/// </summary>
/// <param name="Fraction">The finished fraction, from 0 to 1.</param>
/// <param name="Text">The task and its state.</param>
/// <param name="Elapsed">The time since the start.</param>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record ProgressBar(double Fraction, string Text, TimeSpan? Elapsed = null) : IDisplayable
{
    private double Done => double.IsNaN(Fraction) ? 0 : Math.Clamp(Fraction, 0, 1);

    /// <summary>The estimated remaining time at the same pace; null at the start and at the end.</summary>
    public TimeSpan? Remaining => Elapsed is { } elapsed && Done is > 0 and < 1 ? elapsed * ((1 - Done) / Done) : null;

    /// <inheritdoc/>
    public string ToHtml()
    {
        var line = Markup.Escape(ToText());
        if (Done >= 1)
            return $"""<div class="ghn-progress">{line}</div>""";
        var percent = (100 * Done).ToString("0.#", CultureInfo.InvariantCulture);
        return $"""<div class="ghn-progress">{line}"""
            + """<div style="height:8px;max-width:480px;border-radius:4px;background:#8c959f55;overflow:hidden">"""
            + $"""<div style="width:{percent}%;height:100%;background:{Palette.Color(0)}"></div></div></div>""";
    }

    /// <inheritdoc/>
    public string ToText()
    {
        var share = Done >= 1 ? "✓" : $"{Math.Floor(100 * Done).ToString(CultureInfo.InvariantCulture), 3} %";
        var time =
            Done >= 1 && Elapsed is { } total ? $" ({Duration(total)})"
            : Remaining is { } left ? $" (about {Duration(left)} left)"
            : "";
        return $"{share} {Text}{time}";
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>A duration in its two largest units.</summary>
    internal static string Duration(TimeSpan time) =>
        time.TotalHours >= 1 ? Two((int)time.TotalHours, "h", time.Minutes, "min")
        : time.TotalMinutes >= 1 ? Two(time.Minutes, "min", time.Seconds, "s")
        : time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " s";

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        string.Create(CultureInfo.InvariantCulture, $"{large} {largeUnit} {small} {smallUnit}");
}
