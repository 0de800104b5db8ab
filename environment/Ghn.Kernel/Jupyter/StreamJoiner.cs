using System.Text;

namespace Ghn.Kernel.Jupyter;

/// <summary>
/// Joins what a cell prints within a moment: a cell that prints a hundred thousand lines must not become as many messages.
/// </summary>
internal sealed class StreamJoiner : IDisposable
{
    private const int Full = 32_768;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly Action<string, string> _publish;
    private readonly StringBuilder _text = new();
    private readonly Timer _timer;
    private string _name = "";

    /// <summary>Text goes to <paramref name="publish"/> with the name of its stream.</summary>
    public StreamJoiner(Action<string, string> publish)
    {
        _publish = publish;
        _timer = new Timer(_ => Flush());
    }

    public void Add(string name, string text)
    {
        lock (_text)
        {
            if (name != _name)
                Flush();
            _name = name;
            if (_text.Length == 0)
                _timer.Change(Moment, Timeout.InfiniteTimeSpan);
            _text.Append(text);
            if (_text.Length >= Full)
                Flush();
        }
    }

    /// <summary>Publishes what there is; before anything else of a cell is told.</summary>
    public void Flush()
    {
        lock (_text)
        {
            if (_text.Length > 0)
                _publish(_name, _text.ToString());
            _text.Clear();
        }
    }

    public void Dispose() => _timer.Dispose();
}
