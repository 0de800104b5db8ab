namespace Ghn.Tool.Execution;

// What asks this process to stop, for those who are told of it.
internal static class StopSignal
{
    private static readonly PosixSignalRegistration s_terminate = PosixSignalRegistration.Create(
        PosixSignal.SIGTERM,
        _ => Name = "SIGTERM"
    );

    // Ctrl-C, unless something else has come.
    public static string Name { get; private set; } = "Ctrl-C";

    public static void Listen() => GC.KeepAlive(s_terminate);
}
