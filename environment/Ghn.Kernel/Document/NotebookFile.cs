using System.Security.Cryptography;
using System.Text.Json;

namespace Ghn.Kernel.Document;

// A notebook of format 4 (.ipynb), read from a file and written in one stable form.
internal sealed class NotebookFile
{
    // In the data of the exception that refuses a sound notebook for another language.
    public const string OtherLanguage = nameof(OtherLanguage);

    private const string QuestionMark = "**Question.**";
    private const string MarkName = "ghn_run";

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 256 };

    private readonly JsonObject _json;
    private readonly string _loaded; // the hash of the text

    private NotebookFile(string path, JsonObject json, string loaded)
    {
        Path = path;
        (_json, _loaded) = (json, loaded);
        Cells = [.. json["cells"]!.AsArray().Select(cell => new NotebookCell(cell!.AsObject()))];
    }

    public string Path { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public IReadOnlyList<NotebookCell> Cells { get; }

    public JsonObject Metadata => NotebookMetadata.Of(_json);

    // The C# cells with their numbers: 1, 2, … in the order in which they run.
    public IEnumerable<(int Number, NotebookCell Cell)> NumberedCells =>
        Cells.Where(cell => cell.Runs).Select((cell, index) => (index + 1, cell));

    // Why cells are not run, one by one, such as "in fsharp", "in mermaid".
    public IReadOnlyList<string> LeftOut => [.. Cells.Select(cell => cell.LeftOut).OfType<string>()];

    // The first heading of the notebook, or else its file name.
    public string Title => FirstLine("# ")?.Replace("*", "").Replace("`", "") ?? Name;

    // What the paragraph that begins with **Question.** asks, as Markdown; null if there is none.
    public string? Question => FirstLine(QuestionMark);

    public static NotebookFile Load(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new GhnException($"There is no notebook '{path}'.");
        return Parse(TextFile.Read(path), path);
    }

    public static NotebookFile Parse(string text, string path)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text, documentOptions: s_strict);
            _ = root is null ? "" : NotebookJson.Write(root); // reads every text, which the parser leaves for later
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $"its line {line + 1} is not valid JSON" : e.Message.TrimEnd('.');
            throw new GhnException($"'{path}' is not a notebook: {place}; restore the file.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new GhnException(
                $"'{path}' is damaged: it contains an incomplete character (a lone surrogate); correct it.",
                e
            );
        }
        var format =
            (root as JsonObject)?["nbformat"] is JsonValue given && given.TryGetValue(out int number) ? number : 0;
        if (format is not (0 or 4))
            throw new GhnException(
                $"'{path}' has notebook format {format}, but 4 is needed; "
                    + (
                        format < 4
                            ? $"convert it with 'jupyter nbconvert --to notebook {System.IO.Path.GetFileName(path)}'."
                            : "save it in format 4."
                    )
            );
        if (root is not JsonObject json || format == 0 || json["cells"] is not JsonArray)
            throw new GhnException(
                $"'{path}' is not a notebook: it has {((root as JsonObject)?["cells"] is JsonArray ? "no format (nbformat)" : "no list of cells")}."
            );
        if (NotebookForm.Problem(json) is { } problem)
            throw new GhnException($"'{path}' is damaged: {problem}; correct it in a text editor.");
        if (NotebookMetadata.OtherLanguage(json) is { } language)
            throw new GhnException(
                $"'{path}' is a notebook for {language}, and ghn runs C# only; "
                    + "if it is C#, choose a C# kernel for it in VS Code or Jupyter and save it."
            )
            {
                Data = { [OtherLanguage] = language },
            };
        return new NotebookFile(path, json, Hash(text));
    }

    public NotebookFile Copy() => new(Path, _json.DeepClone().AsObject(), _loaded);

    public NotebookFile With(Action<JsonArray> change)
    {
        var json = _json.DeepClone();
        change(json["cells"]!.AsArray());
        return Parse(json.ToJsonString(), Path);
    }

    // The text that is saved: complete metadata, everything in its stable form.
    public string ToText()
    {
        NotebookMetadata.Complete(_json, Cells);
        return NotebookJson.Write(_json);
    }

    // Marks it as written by a run; the mark holds as long as nobody changes a cell.
    public void Mark() => Metadata[MarkName] = Fingerprint();

    // Takes the mark off: the notebook is somebody's source.
    public void Unmark() => Metadata.Remove(MarkName);

    // True if a run wrote it and nobody has changed a cell since.
    public bool IsUnchangedRun => Metadata[MarkName] is JsonValue mark && mark.ToString() == Fingerprint();

    public bool IsAsLoaded()
    {
        try
        {
            return Hash(TextFile.Read(Path)) == _loaded;
        }
        catch (GhnException) // it is gone, or no text any more
        {
            return false;
        }
    }

    private string? FirstLine(string start) =>
        Cells
            .Where(cell => cell.IsMarkdown)
            .SelectMany(cell => cell.Source.Split('\n'))
            .FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))
            ?[start.Length..].Trim();

    private string Fingerprint() => Hash(string.Join('\0', Cells.Select(cell => cell.Source)));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
