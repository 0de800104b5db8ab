using System.Diagnostics.CodeAnalysis;

namespace Notebooks.Tests.EndToEnd;

/// <summary>A type that brings its own display without a dependency on .NET Interactive: by the attribute's name alone.</summary>
[TypeFormatterSource(typeof(Source), PreferredMimeTypes = ["text/html"])]
public sealed record FormattedByConvention(string Text)
{
    internal sealed class Source
    {
        [SuppressMessage("Performance", "CA1822", Justification = "Found by reflection, as an instance method.")]
        public IEnumerable<object> CreateTypeFormatters() => [new HtmlFormatter()];
    }

    internal sealed class HtmlFormatter
    {
        public string MimeType { get; } = "text/html";

        [SuppressMessage("Performance", "CA1822", Justification = "Found by reflection, as an instance method.")]
        public bool Format(object instance, TextWriter writer)
        {
            writer.Write($"<em>{((FormattedByConvention)instance).Text}</em>");
            return true;
        }
    }
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}
