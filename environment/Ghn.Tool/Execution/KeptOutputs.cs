namespace Ghn.Tool.Execution;

// The outputs of one cell, which may come for ever: the first and the last are kept, and a note between them says how
// many are left out.
internal sealed class KeptOutputs(JsonArray outputs, Dictionary<string, KeptOutputs.One> displays)
{
    private readonly Queue<One> _last = new();
    private JsonObject? _note;
    private long _size;
    private int _leftOut;

    public void Add(JsonObject output, string? displayId = null)
    {
        var one = new One(this, output, displayId) { Size = OutputLimits.Size(output) };
        outputs.Add(output);
        if (displayId is not null)
            displays[displayId] = one;
        _size += one.Size;
        var isFirst = _size <= OutputLimits.Cell / 2 && outputs.Count <= OutputLimits.Kept / 2;
        if (_last.Count > 0 || _leftOut > 0 || !isFirst)
            _last.Enqueue(one);
        Fit();
    }

    public void Update(One display, JsonObject data)
    {
        _size -= display.Size;
        display.Output["data"] = data;
        _size += display.Size = OutputLimits.Size(display.Output);
        Fit();
    }

    private void Fit()
    {
        while (_last.Count > OutputLimits.Kept / 2 || _size > OutputLimits.Cell && _last.Count > 1)
        {
            var oldest = _last.Dequeue();
            var place = outputs.IndexOf(oldest.Output);
            outputs.RemoveAt(place);
            _size -= oldest.Size;
            if (oldest.DisplayId is not null)
                displays.Remove(oldest.DisplayId);
            if (_note is null)
                outputs.Insert(place, _note = OutputLimits.Note(0, OutputLimits.Nowhere));
            _note["text"] = OutputLimits.NoteText(++_leftOut, OutputLimits.Nowhere);
        }
    }

    // An output, with how long it is (OutputLimits.Size).
    internal sealed record One(KeptOutputs Cell, JsonObject Output, string? DisplayId)
    {
        public long Size { get; set; }
    }
}
