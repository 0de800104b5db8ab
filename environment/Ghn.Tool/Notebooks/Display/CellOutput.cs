using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ghn.Tool.Notebooks.Display;

/// <summary>The outputs of cells. There is one notebook a process, so there is one place for them.</summary>
internal static partial class CellOutput
{
    public static ICellOutput? Current { get; set; }

    public static void Stream(string name, string text) =>
        Current?.Add(
            new JsonObject
            {
                ["name"] = name,
                ["output_type"] = "stream",
                ["text"] = text,
            }
        );

    public static void Display(object? value, string[] mimeTypes, string displayId)
    {
        Console.Out.Flush();
        Current?.Add(Output("display_data", Format(value, mimeTypes)), displayId);
    }

    public static void Update(object? value, string[] mimeTypes, string displayId) =>
        Current?.Update(displayId, Format(value, mimeTypes));

    public static void Result(object? value) => Current?.Add(Output("execute_result", Format(value, [])));

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
            mimeTypes = value is null or string
                ? [PlainTextFormatter.MimeType]
                : [.. Formatter.GetPreferredMimeTypesFor(value.GetType())];
        var data = new JsonObject();
        foreach (var type in mimeTypes)
            data[type] = FormatterStyle().Replace(value.ToDisplayString(type), "").ReplaceLineEndings("\n");
        return data;
    }

    // The formatters append the same forty lines of CSS to every output; the page has them once.
    [GeneratedRegex(@"<style>\s*\.dni-code-hint.*?</style>", RegexOptions.Singleline)]
    private static partial Regex FormatterStyle();
}
