using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests;

/// <summary>
/// libtorch's lazy device: a second device on every machine. It mixes with the CPU no more than a GPU does, computes real
/// numbers when they are asked for, and nothing but shapes until then.
/// </summary>
/// <remarks>
/// The META device cannot serve here: libtorch has no kernels for it of convolution, batch norm, ReLU or
/// <c>index_select</c> (Python's PyTorch brings them). TorchSharp neither names nor starts the lazy device, so that is done
/// here, once, by the function that libtorch exports for it.
/// </remarks>
internal static unsafe class LazyDevice
{
    private const int LazyDeviceType = 17; // c10::DeviceType::Lazy

    private static readonly Lazy<Device> s_device = new(Start);

    public static Device Instance => s_device.Value;

    private static Device Start()
    {
        TorchRuntime.EnsureLoaded();
        var library = NativeLibrary.Load(Path.Combine(TorchRuntime.Folder, "libtorch_cpu.so"));
        var start = NativeLibrary.GetExport(library, "_ZN5torch4lazy22InitTorchScriptBackendEv");
        ((delegate* unmanaged<void>)start)();
        return new Device((DeviceType)LazyDeviceType, 0);
    }
}
