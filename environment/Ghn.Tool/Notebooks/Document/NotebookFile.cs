using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ghn.Tool.Notebooks.Document;

/// <summary>A notebook of format 4 (.ipynb), read from a file and written back in one stable form.</summary>
internal sealed class NotebookFile
{
    private const string QuestionMark = "**Question.**";

    private readonly JsonObject _json;

    private NotebookFile(string path, JsonObject json, IReadOnlyList<NotebookCell> cells)
    {
        Path = path;
        _json = json;
        Cells = cells;
    }

    public string Path { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public IReadOnlyList<NotebookCell> Cells { get; }

    public JsonObject Metadata => _json["metadata"] as JsonObject ?? [];

    /// <summary>The C# cells with their numbers: 1, 2, … in the order in which they run.</summary>
    public IEnumerable<(int Number, NotebookCell Cell)> NumberedCells =>
        Cells.Where(cell => cell.Runs).Select((cell, index) => (index + 1, cell));

    /// <summary>The first heading of the notebook, or else its file name.</summary>
    public string Title =>
        Cells
            .Where(cell => cell.IsMarkdown)
            .SelectMany(cell => cell.Source.Split('\n'))
            .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))
            ?[2..].Trim()
            .Replace("*", "", StringComparison.Ordinal)
            .Replace("`", "", StringComparison.Ordinal)
        ?? Name;

    /// <summary>What the paragraph that begins with **Question.** asks, as Markdown; null if there is none.</summary>
    public string? Question =>
        Cells
            .Where(cell => cell.IsMarkdown)
            .SelectMany(cell => cell.Source.Split('\n'))
            .FirstOrDefault(line => line.StartsWith(QuestionMark, StringComparison.Ordinal))
            ?[QuestionMark.Length..].Trim();

    public static NotebookFile Load(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new GhnException($"There is no notebook '{path}'.");
        return Parse(File.ReadAllText(path), path);
    }

    public static NotebookFile Parse(string text, string path)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new GhnException(
                $"'{path}' is not a notebook: its line {e.LineNumber + 1} is not valid JSON; restore the file.",
                e
            );
        }
        if (root is not JsonObject json || json["cells"] is not JsonArray cells)
            throw new GhnException($"'{path}' is not a notebook: it has no list of cells.");
        if (json["nbformat"] is not JsonValue format || !format.TryGetValue(out int version) || version != 4)
            throw new GhnException(
                $"'{path}' has notebook format {json["nbformat"]?.ToJsonString() ?? "missing"}, but 4 is needed; "
                    + "open and save it in VS Code or Jupyter."
            );
        if (cells.Any(cell => cell is not JsonObject fields || fields["cell_type"] is not JsonValue))
            throw new GhnException($"'{path}' is damaged: one of its cells has no type.");
        return new NotebookFile(path, json, [.. cells.Select(cell => new NotebookCell(cell!.AsObject()))]);
    }

    /// <summary>An independent copy, to be filled with the outputs of one run.</summary>
    public NotebookFile Copy() => Parse(_json.ToJsonString(), Path);

    /// <summary>A copy whose cells, as JSON, were changed.</summary>
    public NotebookFile With(Action<JsonArray> change)
    {
        var json = _json.DeepClone();
        change(json["cells"]!.AsArray());
        return Parse(json.ToJsonString(), Path);
    }

    /// <summary>The text that <see cref="Save"/> writes: complete metadata, everything in its stable form.</summary>
    public string ToText()
    {
        NotebookMetadata.Complete(_json, Cells);
        return NotebookJson.Write(_json);
    }

    /// <summary>Writes to a temporary file first: a stop half-way leaves the old notebook whole.</summary>
    public void Save(string path)
    {
        var unfinished = path + ".unfinished";
        File.WriteAllText(unfinished, ToText());
        File.Move(unfinished, path, overwrite: true);
    }
}
