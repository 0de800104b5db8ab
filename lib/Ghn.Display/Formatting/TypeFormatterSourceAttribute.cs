namespace Ghn.Display;

/// <summary>
/// .NET Interactive recognises an attribute of this name on a type, whatever assembly it comes from, and asks its source
/// for formatters. This is how the library brings its displays without a reference to the kernel.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type with a parameterless constructor and a method CreateTypeFormatters().</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>What a front end shows when it can choose.</summary>
    public string[] PreferredMimeTypes { get; init; } = [DisplayFormatterSource.Html, DisplayFormatterSource.Text];
}
