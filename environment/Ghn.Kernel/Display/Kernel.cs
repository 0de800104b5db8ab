using System.Diagnostics.CodeAnalysis;
using Ghn.Kernel.Display;
using Microsoft.AspNetCore.Html;

// These names are .NET Interactive's: a notebook uses them without a using, there and here.
namespace Microsoft.DotNet.Interactive;

[SuppressMessage("Style", "IDE1006", Justification = "The names that notebooks use.")]
public static class Kernel
{
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    public static IHtmlContent HTML(string content) => new HtmlString(content);

    public static void Javascript(string scriptContent) =>
        HTML($"<script type=\"text/javascript\">{scriptContent}</script>").Display();

    public static void CSS(string content) => HTML($"<style>{content}</style>").Display();
}

public static class DisplayExtensions
{
    public static DisplayedValue Display(this object? value, params string[] mimeTypes)
    {
        var displayed = new DisplayedValue(Guid.NewGuid().ToString("N"), mimeTypes);
        CellOutput.Display(value, mimeTypes, displayed.DisplayId);
        return displayed;
    }

    /// <summary>Shows text of the given MIME type without conversion.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        mimeType == "text/html" ? Kernel.HTML(value).Display() : value.Display(mimeType);
}

/// <summary>A displayed value, which can be replaced.</summary>
public sealed class DisplayedValue
{
    private readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes)
    {
        DisplayId = displayId;
        _mimeTypes = mimeTypes;
    }

    public string DisplayId { get; }

    public void Update(object? updatedValue) => CellOutput.Update(updatedValue, _mimeTypes, DisplayId);
}
