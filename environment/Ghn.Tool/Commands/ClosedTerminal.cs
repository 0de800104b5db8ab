using System.Runtime.InteropServices;
using System.Text;

namespace Ghn.Tool.Commands;

/// <summary>A terminal that is closed ends a command as SIGTERM does: what there is by then is saved.</summary>
internal static partial class ClosedTerminal
{
    private const int Terminate = 15;

    /// <summary>From now on, until the result is disposed. Call it before anything is written.</summary>
    public static IDisposable? EndsTheCommand()
    {
        if (OperatingSystem.IsWindows())
            return null;
        if (!Console.IsOutputRedirected)
            Console.SetOut(new TerminalWriter(Console.Out));
        if (!Console.IsErrorRedirected)
            Console.SetError(new TerminalWriter(Console.Error));
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

    /// <summary>What is written after the end of the terminal goes nowhere.</summary>
    private sealed class TerminalWriter(TextWriter terminal) : TextWriter
    {
        public override Encoding Encoding => terminal.Encoding;

        public override void Write(char value) => Try(() => terminal.Write(value));

        public override void Write(string? value) => Try(() => terminal.Write(value));

        public override void Flush() => Try(terminal.Flush);

        private static void Try(Action write)
        {
            try
            {
                write();
            }
            catch (IOException) { }
        }
    }
}
