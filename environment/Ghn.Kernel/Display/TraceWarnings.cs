using System.Diagnostics;
using System.Globalization;

namespace Ghn.Kernel.Display;

/// <summary>Shows what the library warns of by <see cref="Trace"/>, which has no console, below a cell or in a terminal.</summary>
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

    public override void TraceEvent(
        TraceEventCache? eventCache,
        string source,
        TraceEventType eventType,
        int id,
        string? format,
        params object?[]? args
    ) =>
        TraceEvent(
            eventCache,
            source,
            eventType,
            id,
            args is null ? format : string.Format(CultureInfo.InvariantCulture, format ?? "", args)
        );

    public override void Write(string? message) { }

    public override void WriteLine(string? message) { }
}
