using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ghn.Kernel.Display;

/// <summary>The outputs of cells. There is one notebook a process, so there is one place for them.</summary>
internal static partial class CellOutput
{
    public static ICellOutput? Current { get; set; }

    /// <summary>Whether a value that shows itself as HTML also comes as plain text.</summary>
    public static bool PlainText { get; set; }

    public static void Print(string stream, string text) => Current?.Print(stream, text);

    public static void Display(object? value, string[] mimeTypes, string displayId)
    {
        Console.Out.Flush();
        Current?.Add(Output("display_data", Format(value, mimeTypes)), displayId);
    }

    public static void Update(object? value, string[] mimeTypes, string displayId) =>
        Current?.Update(displayId, Format(value, mimeTypes));

    public static void Result(object? value) => Current?.Add(Output("execute_result", Format(value, [])));

    /// <summary>A value in the forms in which it would be shown.</summary>
    public static JsonObject Formatted(object? value) => Format(value, []);

    private static JsonObject Output(string type, JsonObject data) =>
        new()
        {
            ["data"] = data,
            ["metadata"] = new JsonObject(),
            ["output_type"] = type,
        };

    private static JsonObject Format(object? value, string[] mimeTypes)
    {
        if (mimeTypes.Length == 0)
            mimeTypes = Preferred(value);
        var data = new JsonObject();
        foreach (var type in mimeTypes)
            data[type] = FormatterStyle().Replace(value.ToDisplayString(type), "").ReplaceLineEndings("\n");
        return data;
    }

    private static string[] Preferred(object? value)
    {
        if (value is null or string)
            return [PlainTextFormatter.MimeType];
        var preferred = Formatter.GetPreferredMimeTypesFor(value.GetType());
        return PlainText && value is not IHtmlContent
            ? [.. preferred.Append(PlainTextFormatter.MimeType).Distinct()]
            : [.. preferred];
    }

    // The formatters append the same forty lines of CSS to every output; the page has them once.
    [GeneratedRegex(@"<style>\s*\.dni-code-hint.*?</style>", RegexOptions.Singleline)]
    private static partial Regex FormatterStyle();
}

/// <summary>Where the outputs of the running cell go.</summary>
internal interface ICellOutput
{
    /// <summary>Takes text for a stream.</summary>
    void Print(string stream, string text);

    /// <summary>Takes an output in the form in which notebooks store it.</summary>
    void Add(JsonObject output, string? displayId = null);

    /// <summary>Replaces what a display showed before.</summary>
    void Update(string displayId, JsonObject data);
}
