using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ghn.Kernels;

/// <summary>
/// Products of a few rows with a small matrix, in vectors of the processor's width. For matrices of this size the
/// overhead of a library call exceeds the cost of the product.
/// </summary>
internal static class SmallProduct
{
    /// <summary>
    /// y = x · w + bias. <paramref name="x"/>: [n, inner] with row stride <paramref name="xStride"/>; <paramref name="w"/>:
    /// [inner, columns] and <paramref name="bias"/>: [columns], a whole number of vectors; <paramref name="y"/>: [n, columns].
    /// </summary>
    public static void Multiply<T>(
        ReadOnlySpan<T> x,
        int xStride,
        int n,
        int inner,
        ReadOnlySpan<T> w,
        ReadOnlySpan<T> bias,
        Span<T> y
    )
        where T : unmanaged
    {
        var columns = bias.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((n - 1) * xStride + inner, Math.Max(0, x.Length));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inner * columns, w.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n * columns, y.Length);
        ref var x0 = ref MemoryMarshal.GetReference(x);
        ref var w0 = ref MemoryMarshal.GetReference(w);
        ref var b0 = ref MemoryMarshal.GetReference(bias);
        ref var y0 = ref MemoryMarshal.GetReference(y);
        var i = 0;
        for (; i + 4 <= n; i += 4)
            FourRows(
                ref Unsafe.Add(ref x0, i * xStride),
                xStride,
                inner,
                ref w0,
                columns,
                ref b0,
                ref Unsafe.Add(ref y0, i * columns)
            );
        for (; i < n; i++)
            OneRow(
                ref Unsafe.Add(ref x0, i * xStride),
                inner,
                ref w0,
                columns,
                ref b0,
                ref Unsafe.Add(ref y0, i * columns)
            );
    }

    private static void FourRows<T>(ref T x, int xStride, int inner, ref T w, int columns, ref T bias, ref T y)
        where T : unmanaged
    {
        ref var x1 = ref Unsafe.Add(ref x, xStride);
        ref var x2 = ref Unsafe.Add(ref x1, xStride);
        ref var x3 = ref Unsafe.Add(ref x2, xStride);
        var width = Vector<T>.Count;
        for (var j = 0; j < columns; j += 2 * width)
        {
            var two = j + width < columns; // else the last single vector is computed twice
            var second = two ? width : 0;
            var a0 = Vector.LoadUnsafe(ref Unsafe.Add(ref bias, j));
            var b0 = Vector.LoadUnsafe(ref Unsafe.Add(ref bias, j + second));
            var (a1, a2, a3, b1, b2, b3) = (a0, a0, a0, b0, b0, b0);
            ref var column = ref Unsafe.Add(ref w, j);
            for (var k = 0; k < inner; k++)
            {
                var wa = Vector.LoadUnsafe(ref column);
                var wb = Vector.LoadUnsafe(ref Unsafe.Add(ref column, second));
                var v0 = new Vector<T>(Unsafe.Add(ref x, k));
                a0 += v0 * wa;
                b0 += v0 * wb;
                var v1 = new Vector<T>(Unsafe.Add(ref x1, k));
                a1 += v1 * wa;
                b1 += v1 * wb;
                var v2 = new Vector<T>(Unsafe.Add(ref x2, k));
                a2 += v2 * wa;
                b2 += v2 * wb;
                var v3 = new Vector<T>(Unsafe.Add(ref x3, k));
                a3 += v3 * wa;
                b3 += v3 * wb;
                column = ref Unsafe.Add(ref column, columns);
            }
            ref var to = ref Unsafe.Add(ref y, j);
            a0.StoreUnsafe(ref to);
            b0.StoreUnsafe(ref Unsafe.Add(ref to, second));
            a1.StoreUnsafe(ref Unsafe.Add(ref to, columns));
            b1.StoreUnsafe(ref Unsafe.Add(ref to, columns + second));
            a2.StoreUnsafe(ref Unsafe.Add(ref to, 2 * columns));
            b2.StoreUnsafe(ref Unsafe.Add(ref to, 2 * columns + second));
            a3.StoreUnsafe(ref Unsafe.Add(ref to, 3 * columns));
            b3.StoreUnsafe(ref Unsafe.Add(ref to, 3 * columns + second));
        }
    }

    private static void OneRow<T>(ref T x, int inner, ref T w, int columns, ref T bias, ref T y)
        where T : unmanaged
    {
        var width = Vector<T>.Count;
        var j = 0;
        for (; j + 4 * width <= columns; j += 4 * width)
        {
            ref var b = ref Unsafe.Add(ref bias, j);
            var a0 = Vector.LoadUnsafe(ref b);
            var a1 = Vector.LoadUnsafe(ref Unsafe.Add(ref b, width));
            var a2 = Vector.LoadUnsafe(ref Unsafe.Add(ref b, 2 * width));
            var a3 = Vector.LoadUnsafe(ref Unsafe.Add(ref b, 3 * width));
            ref var column = ref Unsafe.Add(ref w, j);
            for (var k = 0; k < inner; k++)
            {
                var v = new Vector<T>(Unsafe.Add(ref x, k));
                a0 += v * Vector.LoadUnsafe(ref column);
                a1 += v * Vector.LoadUnsafe(ref Unsafe.Add(ref column, width));
                a2 += v * Vector.LoadUnsafe(ref Unsafe.Add(ref column, 2 * width));
                a3 += v * Vector.LoadUnsafe(ref Unsafe.Add(ref column, 3 * width));
                column = ref Unsafe.Add(ref column, columns);
            }
            ref var to = ref Unsafe.Add(ref y, j);
            a0.StoreUnsafe(ref to);
            a1.StoreUnsafe(ref Unsafe.Add(ref to, width));
            a2.StoreUnsafe(ref Unsafe.Add(ref to, 2 * width));
            a3.StoreUnsafe(ref Unsafe.Add(ref to, 3 * width));
        }
        for (; j < columns; j += width)
        {
            var a = Vector.LoadUnsafe(ref Unsafe.Add(ref bias, j));
            ref var column = ref Unsafe.Add(ref w, j);
            for (var k = 0; k < inner; k++)
            {
                a += new Vector<T>(Unsafe.Add(ref x, k)) * Vector.LoadUnsafe(ref column);
                column = ref Unsafe.Add(ref column, columns);
            }
            a.StoreUnsafe(ref Unsafe.Add(ref y, j));
        }
    }
}
