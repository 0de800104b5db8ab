namespace Ghn.Tool.Execution;

// Writes what the child process reports into the notebook, so that nothing is lost when the child is.
internal sealed class CellRecorder
{
    private readonly Dictionary<int, NotebookCell> _cells;
    private readonly Dictionary<string, KeptOutputs.One> _displays = [];
    private NotebookCell? _current;
    private KeptOutputs? _outputs; // of the current cell
    private JsonObject? _stream; // the output that grows, if it is a stream
    private LongText? _printed; // its text

    public CellRecorder(NotebookFile notebook)
    {
        _cells = notebook.NumberedCells.ToDictionary(one => one.Number, one => one.Cell);
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode && cell.LeftOut is null))
        {
            cell.Outputs = [];
            cell.ExecutionCount = null;
        }
    }

    public void Start(int number)
    {
        Finish();
        _current = _cells[number];
        _current.ExecutionCount = number;
        _outputs = new KeptOutputs(_current.Outputs, _displays);
    }

    public void Print(string stream, string text)
    {
        if (_stream is null || (string?)_stream["name"] != stream)
        {
            Finish();
            _stream = new JsonObject { ["name"] = stream, ["output_type"] = "stream" };
            _printed = new LongText(OutputLimits.Executed, OutputLimits.Nowhere);
        }
        _printed!.Append(text);
    }

    // What comes later is an output of its own.
    public void Finish()
    {
        if (_stream is null)
            return;
        _stream["text"] = ConsoleText.Coloured(_printed!.ToString());
        _outputs!.Add(_stream);
        _stream = null;
    }

    public void Add(JsonObject output, string? displayId)
    {
        Finish();
        if ((string?)output["output_type"] == "execute_result")
            output["execution_count"] = _current!.ExecutionCount;
        _outputs!.Add(output, displayId);
    }

    public void Update(string displayId, JsonObject data)
    {
        if (_displays.TryGetValue(displayId, out var display))
            display.Cell.Update(display, data);
    }

    public void Fail(CellError error)
    {
        Finish();
        var output = error.ToJson();
        output["output_type"] = "error";
        _current?.Outputs.Add(output);
    }
}
