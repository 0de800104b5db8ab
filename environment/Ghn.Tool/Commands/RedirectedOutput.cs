using Microsoft.Win32.SafeHandles;

namespace Ghn.Tool.Commands;

/// <summary>
/// Standard output that goes to a file or to another program. When it cannot be written any more (the disk is full, the
/// other program has ended), the work goes on, and the end tells.
/// </summary>
internal sealed class RedirectedOutput : Stream
{
    private readonly Stream _inner = Open();

    /// <summary>Why some of it is lost; null if nothing is.</summary>
    public static string? Problem { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Where the console's output is redirected, it goes through here from now on.</summary>
    public static void Use()
    {
        if (Console.IsOutputRedirected)
            Console.SetOut(new StreamWriter(new RedirectedOutput()) { AutoFlush = true });
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            if (Problem is null)
                _inner.Write(buffer, offset, count);
        }
        catch (IOException e)
        {
            Problem = e.Message.TrimEnd('.');
        }
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

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
