namespace Ghn;

/// <summary>
/// Arithmetic of tensors and numbers that is safe while another thread allocates. TorchSharp 0.107 converts a plain
/// number to a <see cref="Scalar"/> and does not keep it alive during the native call. If a garbage collection runs
/// during the call, torch reads freed memory, and throws or returns wrong results. <c>a + b</c> and <c>a.square()</c>
/// contain such a number as well. These methods keep it alive, and dispose a <see cref="Scalar"/> passed to them.
/// </summary>
internal static class SafeArithmetic
{
    private static readonly Scalar s_one = 1, // never collected
        s_minusOne = -1;

    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, s_one);

    public static Tensor Plus(this Tensor a, Scalar number)
    {
        using (number)
            return a.add(number, s_one);
    }

    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, s_minusOne);

    public static Tensor Times(this Tensor a, Scalar number)
    {
        using (number)
            return a.mul(number);
    }

    public static Tensor Over(this Tensor a, Scalar number)
    {
        using (number)
            return a.div(number);
    }

    public static Tensor AddInPlace(this Tensor a, Tensor b) => a.add_(b, s_one);

    public static Tensor AddInPlace(this Tensor a, Tensor b, Scalar number)
    {
        using (number)
            return a.add_(b, number);
    }

    public static Tensor AddInPlace(this Tensor a, Scalar number)
    {
        using (number)
            return a.add_(number, s_one);
    }

    public static Tensor ScaleInPlace(this Tensor a, Scalar number)
    {
        using (number)
            return a.mul_(number);
    }

    /// <summary>Adds row i of <paramref name="rows"/> to row <paramref name="index"/>[i].</summary>
    public static Tensor PlusRows(this Tensor a, Tensor index, Tensor rows) => a.index_add(0, index, rows, s_one);
}
