using System.Runtime.CompilerServices;

namespace Ghn.Kernel.Jupyter;

/// <summary>
/// Makes the kernel's errors, and only when there is one: a method that mentions a constructor of the library makes the
/// just-in-time compiler load the library, and with it 100 MB of libtorch, which the process of the sockets never needs.
/// </summary>
internal static class Refusal
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static GhnException Because(string sentence, Exception? cause = null) => new(sentence, cause!);
}
