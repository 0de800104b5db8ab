using System.Runtime.InteropServices;

namespace Ghn.Networks;

/// <summary>Memory of one call of a kernel, zero at first, each piece at the start of a cache line.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    private const int CacheLine = 64;
    private readonly List<nint> _pieces = [];

    public float* Floats(int count)
    {
        var bytes = (nuint)count * sizeof(float);
        var piece = NativeMemory.AlignedAlloc(bytes, CacheLine);
        NativeMemory.Clear(piece, bytes);
        _pieces.Add((nint)piece);
        return (float*)piece;
    }

    public void Dispose()
    {
        foreach (var piece in _pieces)
            NativeMemory.AlignedFree((void*)piece);
    }
}
