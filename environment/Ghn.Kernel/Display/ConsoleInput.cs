using System.Collections.Concurrent;
using Ghn.Kernel.Engine;

namespace Ghn.Kernel.Display;

/// <summary>What cells read from the console: a line at a time, for which the front end asks its reader.</summary>
internal sealed class ConsoleInput(Action ask) : TextReader
{
    private const string End = "\u0004"; // Ctrl-D, which front ends send as text

    private readonly BlockingCollection<string> _answers = [];
    private string _line = "";
    private int _place;

    /// <summary>Whether the running cell comes from a front end that can ask.</summary>
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
                "Nobody can be asked for input here: write the value into the cell, or run it in a front end that asks."
            );
        while (_answers.TryTake(out _)) { } // to a question whose cell was interrupted
        ask();
        var answer = _answers.Take(Interruption.Token);
        (_line, _place) = (answer == End ? "" : answer + "\n", 0);
        return _line.Length > 0;
    }
}
