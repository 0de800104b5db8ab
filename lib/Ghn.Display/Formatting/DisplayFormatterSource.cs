namespace Ghn.Display;

/// <summary>The source of formatters that <see cref="TypeFormatterSourceAttribute"/> names: one for all our types.</summary>
internal sealed class DisplayFormatterSource
{
    public const string Html = "text/html";
    public const string Text = "text/plain";

    /// <summary>Called by name, through reflection.</summary>
#pragma warning disable CA1822 // the convention asks for an instance method
    public IEnumerable<object> CreateTypeFormatters() =>
        [new DisplayFormatter(Html, shown => shown.ToHtml()), new DisplayFormatter(Text, shown => shown.ToText())];
#pragma warning restore CA1822
}

/// <summary>Writes one displayable value in one MIME type; the members' names and signatures are the convention.</summary>
internal sealed class DisplayFormatter(string mimeType, Func<IDisplayable, string> render)
{
    private readonly Func<IDisplayable, string> _render = render;

    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IDisplayable shown)
            return false;
        writer.Write(_render(shown));
        return true;
    }
}
