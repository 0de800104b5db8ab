using System.Runtime.InteropServices;

namespace Ghn.Kernels;

/// <summary>Memory of one call of a kernel, each piece at the start of a cache line.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    private const int CacheLine = 64;
    private readonly List<nint> _pieces = [];

    /// <summary>So many numbers, all of one value at first.</summary>
    public float* Floats(int count, float value = 0)
    {
        var piece = NativeMemory.AlignedAlloc((nuint)count * sizeof(float), CacheLine);
        _pieces.Add((nint)piece);
        new Span<float>(piece, count).Fill(value);
        return (float*)piece;
    }

    public void Dispose()
    {
        foreach (var piece in _pieces)
            NativeMemory.AlignedFree((void*)piece);
    }
}
