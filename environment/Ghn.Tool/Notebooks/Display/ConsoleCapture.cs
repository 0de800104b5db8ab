using System.Text;

namespace Ghn.Tool.Notebooks.Display;

/// <summary>
/// Turns what a cell prints into stream outputs: a line when it ends, so that a crash loses none, and the beginning of one
/// soon.
/// </summary>
internal sealed class ConsoleCapture : TextWriter
{
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
            var first = _text.Length == 0;
            _text.Append(value);
            if (value?.Contains('\n', StringComparison.Ordinal) == true)
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
            if (_text.Length > 0)
                CellOutput.Print(_name, _text.ToString());
            _text.Clear();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _timer.Dispose();
        base.Dispose(disposing);
    }
}
