using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Ghn.Kernels;

/// <summary>
/// C = A · B and C += A · B for matrices that fit the cache. A [M, K] has any strides, so it may be a transposed view; B
/// [K, N] and C [M, N] are dense, N a whole number of vectors.
/// </summary>
internal static unsafe class BlockProduct
{
    private const int Rows = 8; // of C at a time: as many sums as hide the latency of a multiply-add

    public static void Set(float* a, int rowStride, int stride, float* b, float* c, int m, int k, int n) =>
        Multiply(a, rowStride, stride, b, c, m, k, n, add: false);

    public static void Add(float* a, int rowStride, int stride, float* b, float* c, int m, int k, int n) =>
        Multiply(a, rowStride, stride, b, c, m, k, n, add: true);

    private static void Multiply(float* a, int rowStride, int stride, float* b, float* c, int m, int k, int n, bool add)
    {
        for (var j = 0; j < n; j += SimdLanes.Count)
        {
            var i = 0;
            for (; i + Rows <= m; i += Rows)
                EightRows(a + i * rowStride, rowStride, stride, b + j, c + i * n + j, k, n, add);
            for (; i < m; i++)
                OneRow(a + i * rowStride, stride, b + j, c + i * n + j, k, n, add);
        }
    }

    private static void EightRows(float* a, int rowStride, int stride, float* b, float* c, int k, int n, bool add)
    {
        var zero = Vector512<float>.Zero;
        var (c0, c1, c2, c3, c4, c5, c6, c7) = (zero, zero, zero, zero, zero, zero, zero, zero);
        if (add)
        {
            (c0, c1, c2, c3) = (Load(c), Load(c + n), Load(c + 2 * n), Load(c + 3 * n));
            (c4, c5, c6, c7) = (Load(c + 4 * n), Load(c + 5 * n), Load(c + 6 * n), Load(c + 7 * n));
        }
        var a4 = a + 4 * rowStride;
        var (r1, r2, r3) = (rowStride, 2 * rowStride, 3 * rowStride);
        for (var l = 0; l < k; l++, a += stride, a4 += stride, b += n)
        {
            var v = Load(b);
            c0 = SimdLanes.MultiplyAdd(Create(a[0]), v, c0);
            c1 = SimdLanes.MultiplyAdd(Create(a[r1]), v, c1);
            c2 = SimdLanes.MultiplyAdd(Create(a[r2]), v, c2);
            c3 = SimdLanes.MultiplyAdd(Create(a[r3]), v, c3);
            c4 = SimdLanes.MultiplyAdd(Create(a4[0]), v, c4);
            c5 = SimdLanes.MultiplyAdd(Create(a4[r1]), v, c5);
            c6 = SimdLanes.MultiplyAdd(Create(a4[r2]), v, c6);
            c7 = SimdLanes.MultiplyAdd(Create(a4[r3]), v, c7);
        }
        c0.Store(c);
        c1.Store(c + n);
        c2.Store(c + 2 * n);
        c3.Store(c + 3 * n);
        c4.Store(c + 4 * n);
        c5.Store(c + 5 * n);
        c6.Store(c + 6 * n);
        c7.Store(c + 7 * n);
    }

    private static void OneRow(float* a, int stride, float* b, float* c, int k, int n, bool add)
    {
        var sum = add ? Load(c) : Vector512<float>.Zero;
        for (var l = 0; l < k; l++)
            sum = SimdLanes.MultiplyAdd(Create(a[l * stride]), Load(b + l * n), sum);
        sum.Store(c);
    }
}
