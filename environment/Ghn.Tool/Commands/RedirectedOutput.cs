using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ghn.Tool.Commands;

/// <summary>
/// Standard output that goes to a file or to another program. When it cannot be written any more (the disk is full, the
/// other program has ended), the work goes on, and the end tells.
/// </summary>
internal sealed class RedirectedOutput : TextWriter
{
    private readonly StreamWriter _inner = new(Open()) { AutoFlush = true };

    /// <summary>Why some of it is lost; null if nothing is.</summary>
    public static string? Problem { get; private set; }

    public override Encoding Encoding => _inner.Encoding;

    /// <summary>Where the console's output is redirected, it goes through here from now on.</summary>
    public static void Use()
    {
        if (Console.IsOutputRedirected)
            Console.SetOut(new RedirectedOutput());
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        try
        {
            if (Problem is null)
                _inner.Write(value);
        }
        catch (IOException e)
        {
            Problem = e.Message.TrimEnd('.');
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
