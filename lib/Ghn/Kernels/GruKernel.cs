using System.Numerics;
using System.Runtime.InteropServices;

namespace Ghn.Kernels;

/// <summary>The arithmetic of one node's GRU and its derivative, in vectors of the processor's width.</summary>
internal static class GruKernel
{
    /// <summary>to ← to + from.</summary>
    public static void Add<T>(Span<T> to, ReadOnlySpan<T> from)
        where T : unmanaged
    {
        var sum = MemoryMarshal.Cast<T, Vector<T>>(to);
        var added = MemoryMarshal.Cast<T, Vector<T>>(from);
        for (var j = 0; j < sum.Length; j++)
            sum[j] += added[j];
    }

    /// <summary>h' = (1 − z) n + z h.</summary>
    public static void Blend<T>(Span<T> update, Span<T> fresh, Span<T> before, Span<T> after)
        where T : unmanaged
    {
        var z = MemoryMarshal.Cast<T, Vector<T>>(update);
        var n = MemoryMarshal.Cast<T, Vector<T>>(fresh);
        var h = MemoryMarshal.Cast<T, Vector<T>>(before);
        var to = MemoryMarshal.Cast<T, Vector<T>>(after);
        for (var j = 0; j < to.Length; j++)
            to[j] = n[j] + z[j] * (h[j] - n[j]);
    }

    /// <summary>Takes a gradient through a ReLU: it stays where the ReLU's output is positive.</summary>
    public static void Pass<T>(ReadOnlySpan<T> output, Span<T> gradient)
        where T : unmanaged
    {
        var passes = MemoryMarshal.Cast<T, Vector<T>>(output);
        var d = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        for (var j = 0; j < d.Length; j++)
            d[j] = Vector.ConditionalSelect(Vector.GreaterThan(passes[j], Vector<T>.Zero), d[j], Vector<T>.Zero);
    }

    /// <summary>From the gradient of h' to those of h (added up in <paramref name="dRow"/>), of its projection and of the gates.</summary>
    public static void Backward<T>(
        Span<T> gates,
        Span<T> before,
        Span<T> stateNew,
        Span<T> dAfter,
        Span<T> dRow,
        Span<T> dState,
        Span<T> dGates
    )
        where T : unmanaged
    {
        var gate = MemoryMarshal.Cast<T, Vector<T>>(gates);
        var h = MemoryMarshal.Cast<T, Vector<T>>(before);
        var state = MemoryMarshal.Cast<T, Vector<T>>(stateNew);
        var through = MemoryMarshal.Cast<T, Vector<T>>(dAfter);
        var dH = MemoryMarshal.Cast<T, Vector<T>>(dRow);
        var dProjection = MemoryMarshal.Cast<T, Vector<T>>(dState);
        var dGate = MemoryMarshal.Cast<T, Vector<T>>(dGates);
        var n = h.Length;
        for (var j = 0; j < n; j++)
        {
            var (reset, update, fresh) = (gate[j], gate[n + j], gate[2 * n + j]);
            var d = dH[j] + through[j];
            var dFresh = d * (Vector<T>.One - update) * (Vector<T>.One - fresh * fresh);
            var dReset = dFresh * state[j] * reset * (Vector<T>.One - reset);
            var dUpdate = d * (h[j] - fresh) * update * (Vector<T>.One - update);
            dGate[j] = dProjection[j] = dReset;
            dGate[n + j] = dProjection[n + j] = dUpdate;
            dGate[2 * n + j] = dFresh;
            dProjection[2 * n + j] = dFresh * reset;
            dH[j] = d * update;
        }
    }
}
