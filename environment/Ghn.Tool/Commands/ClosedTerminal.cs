namespace Ghn.Tool.Commands;

// A terminal that is closed ends a command as SIGTERM does: what there is by then is saved.
internal static partial class ClosedTerminal
{
    private const int Terminate = 15;

    // From now on, until the result is disposed.
    public static IDisposable? EndsTheCommand()
    {
        if (OperatingSystem.IsWindows())
            return null;
        return PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal =>
            {
                signal.Cancel = true;
                _ = Kill(Environment.ProcessId, Terminate);
            }
        );
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
