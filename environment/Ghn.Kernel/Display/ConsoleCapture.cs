using System.Collections.Concurrent;

namespace Ghn.Kernel.Display;

// Turns what a cell prints into stream outputs: a line when it ends, so that a crash loses none, and the beginning of
// one soon.
internal sealed class ConsoleCapture : TextWriter
{
    private const int Full = 1 << 16; // characters: a loop without line breaks must not fill the memory
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    private readonly string _name;
    private readonly StringBuilder _text = new();
    private readonly Timer _timer;

    public ConsoleCapture(string name)
    {
        _name = name;
        _timer = new Timer(_ => Flush());
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_text)
        {
            var first = _text.Length <= 1; // or half a character, which waits
            _text.Append(value);
            if (value?.Contains('\n', StringComparison.Ordinal) == true || _text.Length >= Full)
                Flush();
            else if (first) // later ones must not put it off: dots may come for hours
                _timer.Change(Soon, Timeout.InfiniteTimeSpan);
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Flush()
    {
        lock (_text)
        {
            // Half a character waits for its other half: alone it is no text.
            var length = _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? _text.Length - 1 : _text.Length;
            if (length > 0)
                CellOutput.Print(_name, _text.ToString(0, length));
            _text.Remove(0, length);
        }
    }

    // Flushes all of it, at the end of a cell: half a character will not get its other half any more.
    public void End()
    {
        lock (_text)
        {
            Flush();
            if (_text.Length > 0)
                CellOutput.Print(_name, "\ufffd");
            _text.Clear();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _timer.Dispose();
        base.Dispose(disposing);
    }
}

// What cells read from the console: a line at a time, for which the front end asks its reader.
internal sealed class ConsoleInput(Action ask) : TextReader
{
    private const string End = "\u0004"; // Ctrl-D, which front ends send as text

    private readonly BlockingCollection<string> _answers = [];
    private string _line = "";
    private int _place;

    // Whether the running cell comes from a front end that can ask.
    public bool CanAsk { get; set; }

    public void Answer(string line) => _answers.Add(line);

    public override int Peek() => HasMore() ? _line[_place] : -1;

    public override int Read() => HasMore() ? _line[_place++] : -1;

    private bool HasMore()
    {
        if (_place < _line.Length)
            return true;
        if (!CanAsk)
            throw new GhnException(
                "Input is not possible here: write the value into the cell, or use a front end that supports input."
            );
        while (_answers.TryTake(out _)) { } // to a question whose cell was interrupted
        ask();
        var answer = _answers.Take(Interruption.Token);
        (_line, _place) = (answer == End ? "" : answer + "\n", 0);
        return _line.Length > 0;
    }
}
