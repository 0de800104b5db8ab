using System.Net.Sockets;

namespace Ghn.Tests.Data;

/// <summary>A response body that breaks off after some bytes, as sockets do.</summary>
internal sealed class Broken(int after) : ReadOnlyStream
{
    private int _left = after;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_left == 0)
            throw new IOException("The connection was reset.", new SocketException());
        var count = Math.Min(_left, buffer.Length);
        _left -= count;
        return new(count);
    }
}

/// <summary>A response body that never comes.</summary>
internal sealed class Silent : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}

/// <summary>The members of a stream that these do not need.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
