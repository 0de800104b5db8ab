namespace Ghn.Display;

/// <summary>A result that a notebook can show: as HTML in a page, as text elsewhere.</summary>
public interface IDisplayable
{
    /// <summary>A self-contained HTML fragment that needs no script and no style sheet.</summary>
    string ToHtml();

    /// <summary>The same content as plain text.</summary>
    string ToText();
}

// .NET Interactive recognises an attribute of this name on a type, whatever assembly it comes from, and asks its source
// for formatters. This is how the library brings its displays without a reference to the kernel.
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type with a parameterless constructor and a method CreateTypeFormatters().</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>What a front end shows when it can choose.</summary>
    public string[] PreferredMimeTypes { get; init; } = [DisplayFormatterSource.Html, DisplayFormatterSource.Text];
}

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
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not IDisplayable shown)
            return false;
        writer.Write(render(shown));
        return true;
    }
}
