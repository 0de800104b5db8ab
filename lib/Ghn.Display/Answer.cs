namespace Ghn.Display;

/// <summary>The answer to a notebook's question, in one or two sentences.</summary>
/// <param name="Text">The answer as plain text.</param>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record Answer(string Text) : IDisplayable
{
    /// <inheritdoc/>
    public string ToHtml() =>
        """<p class="ghn-answer" style="margin:0.75em 0;padding:0.4em 0.9em;border-left:4px solid """
        + $"""{Palette.Color(0)};font-size:1.05em">{Markup.Escape(Text)}</p>""";

    /// <inheritdoc/>
    public string ToText() => Text;

    /// <inheritdoc/>
    public override string ToString() => ToText();
}
