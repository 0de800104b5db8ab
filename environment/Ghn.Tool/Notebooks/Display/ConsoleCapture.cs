using System.Text;

namespace Ghn.Tool.Notebooks.Display;

/// <summary>Turns what a cell prints into stream outputs, line by line.</summary>
internal sealed class ConsoleCapture(string name) : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_text)
        {
            _text.Append(value);
            if (value == '\n')
                Flush();
        }
    }

    public override void Write(string? value)
    {
        lock (_text)
        {
            _text.Append(value);
            if (value?.Contains('\n', StringComparison.Ordinal) == true)
                Flush();
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Flush()
    {
        lock (_text)
        {
            if (_text.Length > 0)
                CellOutput.Stream(name, _text.ToString());
            _text.Clear();
        }
    }
}
