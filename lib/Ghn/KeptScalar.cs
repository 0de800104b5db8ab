using TorchSharp;

namespace Ghn;

/// <summary>
/// Numbers for tensor operations that the garbage collector leaves alone. TorchSharp 0.107 makes a
/// <see cref="Scalar"/> of a plain number and does not keep it alive during the native call: when a collection falls into
/// the call, torch reads freed memory, and throws or computes nonsense. <c>a + b</c> has such a number in it, too: a
/// factor of 1 for b. So what runs again and again says <c>a.Plus(b)</c>, not <c>a + b</c>, and
/// <c>using Scalar n = 7; x / n</c>, not <c>x / 7</c>.
/// </summary>
internal static class KeptScalar
{
    /// <summary>The number 1.</summary>
    public static Scalar One { get; } = 1;

    /// <summary>a + b.</summary>
    public static torch.Tensor Plus(this torch.Tensor a, torch.Tensor b) => a.add(b, One);
}
