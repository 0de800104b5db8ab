using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ghn.Kernel.Display;

// The outputs of cells. There is one notebook a process, so there is one place for them.
internal static partial class CellOutput
{
    public static ICellOutput? Current { get; set; }

    // Whether a value that shows itself as HTML also comes as plain text.
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

internal interface ICellOutput
{
    void Print(string stream, string text);

    // Takes an output in the form in which notebooks store it.
    void Add(JsonObject output, string? displayId = null);

    void Update(string displayId, JsonObject data);
}
