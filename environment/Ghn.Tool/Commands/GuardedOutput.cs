using Microsoft.Win32.SafeHandles;

namespace Ghn.Tool.Commands;

// Output that may become impossible: the disk is full, the program that reads it has ended, the terminal is closed. The
// work goes on, and the end tells what a file or another program did not get.
internal sealed class GuardedOutput(TextWriter inner, bool isRedirected) : TextWriter
{
    // Why some of it is lost; null if nothing is.
    public static string? Problem { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    // From now on the console writes through here.
    public static void Use()
    {
        var isRedirected = Console.IsOutputRedirected;
        var output = isRedirected ? new StreamWriter(Open()) { AutoFlush = true } : Console.Out;
        Console.SetOut(new GuardedOutput(output, isRedirected));
        if (!Console.IsErrorRedirected)
            Console.SetError(new GuardedOutput(Console.Error, isRedirected: false));
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            if (!isRedirected || Problem is null)
                write();
        }
        catch (IOException e)
        {
            Problem = isRedirected ? e.Message.TrimEnd('.') : Problem;
        }
    }

    // The console's own stream says nothing of a pipe that nobody reads; a file stream would not append to a shared file.
    private static Stream Open()
    {
        const int standardOutput = 1;
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(standardOutput, ownsHandle: false), FileAccess.Write, 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }
}
