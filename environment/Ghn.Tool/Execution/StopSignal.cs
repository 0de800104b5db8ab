using System.Runtime.InteropServices;

namespace Ghn.Tool.Execution;

/// <summary>What asks this process to stop, for those who are told of it.</summary>
internal static class StopSignal
{
    private static readonly PosixSignalRegistration s_terminate = PosixSignalRegistration.Create(
        PosixSignal.SIGTERM,
        _ => Name = "SIGTERM"
    );

    /// <summary>Ctrl-C, unless something else has come.</summary>
    public static string Name { get; private set; } = "Ctrl-C";

    /// <summary>From now on a signal is remembered.</summary>
    public static void Listen() => GC.KeepAlive(s_terminate);
}
