using System.Runtime.InteropServices;

namespace Ghn.Kernel.Jupyter;

// The process that a front end starts: a kernel, until a message, a signal or the front end's end stops it.
internal static class KernelProcess
{
    private const string FrontEnd = "JPY_PARENT_PID"; // Jupyter's name
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string connectionFile)
    {
        using var kernel = new KernelServer(ConnectionFile.Load(connectionFile));
        using var interrupt = On(PosixSignal.SIGINT, kernel.Interrupt);
        using var terminate = On(PosixSignal.SIGTERM, kernel.Stop);
        using var hangUp = On(PosixSignal.SIGHUP, kernel.Stop);
        // On Windows the variable holds a handle of the front end's process, which nothing here could wait for.
        using var watch = OperatingSystem.IsWindows()
            ? null
            : new Timer(_ => StopWithoutFrontEnd(kernel), null, Look, Look);
        await kernel.RunAsync();
        return 0;
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action action) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = true;
                action();
            }
        );

    // A front end that was killed sends no shutdown.
    private static void StopWithoutFrontEnd(KernelServer kernel)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(FrontEnd), CultureInfo.InvariantCulture, out var id))
            return;
        try
        {
            using var process = Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            kernel.Stop();
        }
    }
}
