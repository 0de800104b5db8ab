using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ghn;

/// <summary>
/// Loads libtorch before any other code of this library runs. It loads our own copy first, because otherwise another
/// libtorch on the system's library path could be used. Then it initialises the device type, because some TorchSharp
/// calls fail as the first of a process.
/// </summary>
public static class TorchRuntime
{
    // In the order of their dependencies: a library that is already loaded answers the next one's need by its name, and
    // LD_LIBRARY_PATH, which goes before a library's own folder, is not asked.
    private static IReadOnlyList<string> Libraries { get; } =
    ["libc10.so", "libc10_cuda.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so", "libLibTorchSharp.so"];

    /// <summary>
    /// Capacity of oneDNN's cache of compiled kernels, one per shape. With the default of 1,024, recompiling takes half
    /// of the time of 10,000 random networks, and it is not safe on several threads (see
    /// <see cref="Operators.Conv2d"/>). This capacity keeps all kernels of such a run.
    /// </summary>
    private const string PrimitiveCacheCapacity = "200000";

    /// <summary>Why libtorch could not be loaded; null if it was.</summary>
    public static string? LoadError { get; private set; }

    /// <summary>The folder of TorchSharp.dll and, in our flat outputs, of the native files.</summary>
    public static string Folder => Path.GetDirectoryName(typeof(torch).Assembly.Location)!;

    /// <summary>
    /// Throws one sentence with the remedy if libtorch could not be loaded. Loading happens once, automatically.
    /// </summary>
    public static void EnsureLoaded()
    {
        if (LoadError is not null)
            throw new GhnException($"libtorch could not be loaded ({LoadError}); run 'ghn check' for the remedy.");
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The only place that runs before every use of the library.")]
    internal static void Load()
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                _ = SetEnvironment("ONEDNN_PRIMITIVE_CACHE_CAPACITY", PrimitiveCacheCapacity, 0);
                foreach (var own in Libraries.Select(name => Path.Combine(Folder, name)).Where(File.Exists))
                    NativeLibrary.Load(own);
            }
            ReadLogLevel();
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception e) // whatever it is, the first real use reports it
        {
            var cause = e.InnerException ?? e;
            var lines = cause.Message.Trim().Split('\n');
            LoadError = cause is DllNotFoundException ? lines[^1] : lines[0]; // the loader's own words come last
        }
    }

    /// <summary>
    /// Sets a variable for native code, which does not see those that .NET sets. If <paramref name="replace"/> is 0, an
    /// existing variable is not changed.
    /// </summary>
    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        int replace
    );

    /// <summary>
    /// Makes torch read TORCH_CPP_LOG_LEVEL by calling c10::initLogging(), which otherwise happens only under Python.
    /// ERROR suppresses thousands of warnings that NNPACK does not support this processor.
    /// </summary>
    private static void ReadLogLevel()
    {
        var library = Path.Combine(Folder, "libc10.so");
        if (
            File.Exists(library)
            && NativeLibrary.TryGetExport(NativeLibrary.Load(library), "_ZN3c1011initLoggingEv", out var read)
        )
            Marshal.GetDelegateForFunctionPointer<Action>(read)();
    }
}
