namespace Ghn.Kernel.Display;

// Shows what the library warns of by Trace, which has no console, below a cell or in a terminal.
internal sealed class TraceWarnings : TraceListener
{
    public override void TraceEvent(
        TraceEventCache? eventCache,
        string source,
        TraceEventType eventType,
        int id,
        string? message
    )
    {
        if (eventType <= TraceEventType.Warning)
            Console.Error.WriteLine($"Warning: {message}");
    }

    public override void Write(string? message) { }

    public override void WriteLine(string? message) { }
}
