using System.Globalization;
using System.Text.Json.Nodes;

namespace Ghn.Tool.Notebooks.Document;

/// <summary>How much of what a cell writes is kept, in characters of one text.</summary>
internal static class OutputLimits
{
    /// <summary>In an executed notebook: all of it, but an endless loop must not fill the memory.</summary>
    public const int Executed = 10_000_000;

    /// <summary>On a page and in a stored notebook: some thousand lines are more than anybody reads.</summary>
    public const int Shown = 100_000;

    /// <summary>Of an error, everywhere.</summary>
    public const int Error = 10_000;

    /// <summary>How many outputs of one cell a page and a stored notebook show.</summary>
    public const int Outputs = 500;

    private const string Rest = "the executed notebook that ghn run writes has all of it";

    /// <summary>A copy of a cell's outputs for a page or for a stored notebook.</summary>
    public static JsonArray Cut(JsonArray outputs)
    {
        IEnumerable<JsonNode?> kept = outputs;
        if (outputs.Count > Outputs)
            kept = [.. outputs.Take(Outputs / 2), Note(outputs.Count - Outputs), .. outputs.TakeLast(Outputs / 2)];
        var copies = kept.OfType<JsonObject>().Select(output => output.DeepClone().AsObject()).ToArray();
        foreach (var copy in copies)
        {
            Cut(copy, "text");
            if (copy["data"] is JsonObject data)
                Cut(data, "text/plain");
        }
        return new JsonArray(copies);
    }

    private static void Cut(JsonObject fields, string name)
    {
        if (fields[name] is { } text)
            fields[name] = LongText.Cut(NotebookJson.Text(text), Shown, Rest);
    }

    private static JsonObject Note(int count) =>
        new()
        {
            ["name"] = "stdout",
            ["output_type"] = "stream",
            ["text"] = string.Create(CultureInfo.InvariantCulture, $"… {count:N0} outputs left out; {Rest} …\n"),
        };
}
