using System.Runtime.CompilerServices;

namespace Ghn.Kernel.Engine;

// To TorchSharp a disposed tensor is an "empty handle". From the start the exception says it in words: the cell itself
// may catch and print it.
internal static class DisposedTensors
{
    private const string Sentence =
        "The tensor was disposed and has no values. Use it before its using, Dispose() or dispose scope ends.";

    public static void Register() =>
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {
            if (
                Message(thrown.Exception) is { } message
                && message.StartsWith("Tensor invalid -- empty handle", StringComparison.Ordinal)
            )
                Message(thrown.Exception) = Sentence;
        };

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? Message(Exception exception);
}
