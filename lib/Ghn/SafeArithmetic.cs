namespace Ghn;

/// <summary>
/// Arithmetic of tensors and numbers that may run while another thread allocates. TorchSharp 0.107 makes a
/// <see cref="Scalar"/> of a plain number and does not keep it alive during the native call: when a garbage collection
/// falls into the call, torch reads freed memory, and throws or computes nonsense. <c>a + b</c> and <c>a.square()</c> have
/// such a number in them, too. These keep it alive; a <see cref="Scalar"/> that is given to them is freed by them.
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

    /// <summary>Row <paramref name="index"/>[i] of the result has row i of <paramref name="rows"/> added to it.</summary>
    public static Tensor PlusRows(this Tensor a, Tensor index, Tensor rows) => a.index_add(0, index, rows, s_one);
}
