using System.Text.Json.Nodes;
using Ghn.Tool.Notebooks.Document;
using Ghn.Tool.Notebooks.Engine;

namespace Ghn.Tool.Notebooks.Execution;

/// <summary>Writes what the child process reports into the notebook, so that nothing is lost when the child is.</summary>
internal sealed class CellRecorder
{
    private readonly Dictionary<int, NotebookCell> _cells;
    private readonly Dictionary<string, JsonObject> _displays = [];
    private NotebookCell? _current;

    public CellRecorder(NotebookFile notebook)
    {
        _cells = notebook.NumberedCells.ToDictionary(one => one.Number, one => one.Cell);
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
        {
            cell.Outputs = [];
            cell.ExecutionCount = null;
        }
    }

    public void Start(int number)
    {
        _current = _cells[number];
        _current.ExecutionCount = number;
    }

    public void Add(JsonObject output, string? displayId)
    {
        var outputs = _current!.Outputs;
        if ((string?)output["output_type"] == "execute_result")
            output["execution_count"] = _current.ExecutionCount;
        if (displayId is not null)
            _displays[displayId] = output;
        if (outputs.LastOrDefault() is JsonObject last && IsSameStream(last, output))
            last["text"] = (string)last["text"]! + (string)output["text"]!;
        else
            outputs.Add(output);
    }

    public void Update(string displayId, JsonObject data)
    {
        if (_displays.TryGetValue(displayId, out var output))
            output["data"] = data;
    }

    public void Fail(CellError error) =>
        _current?.Outputs.Add(
            new JsonObject
            {
                ["ename"] = error.Name,
                ["evalue"] = error.Message,
                ["output_type"] = "error",
                ["traceback"] = new JsonArray([.. error.Trace.Select(line => JsonValue.Create(line))]),
            }
        );

    private static bool IsSameStream(JsonObject one, JsonObject other) =>
        (string?)one["output_type"] == "stream"
        && (string?)other["output_type"] == "stream"
        && (string?)one["name"] == (string?)other["name"];
}
