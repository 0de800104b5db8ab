using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ghn.Kernels;

/// <summary>Feature maps [B, C, H, W] on the CPU whose memory is that of a dense [B, H, W, C].</summary>
internal static class ChannelsLast
{
    /// <summary>Whether the library's own kernels can read x: float32, in whole vectors of channels.</summary>
    public static bool Serves(Tensor x)
    {
        if (!Vector256.IsHardwareAccelerated || !IsReadable(x))
            return false;
        var (shape, stride) = (x.shape, x.stride());
        return shape[1] % SimdLanes.Count == 0
            && stride[1] == 1
            && Is(3, shape[1])
            && Is(2, shape[1] * shape[3])
            && Is(0, shape[1] * shape[3] * shape[2]);

        bool Is(int dimension, long dense) => shape[dimension] == 1 || stride[dimension] == dense; // one step has any stride
    }

    /// <summary>Whether x can be read through <see cref="Address"/> as float32.</summary>
    public static bool IsReadable(Tensor x) =>
        x.dtype == ScalarType.Float32 && x.device_type == TorchSharp.DeviceType.CPU;

    /// <summary>A new one, not set.</summary>
    public static Tensor Empty(long batch, long channels, long size)
    {
        using var pixels = empty(batch, size, size, channels, dtype: ScalarType.Float32, device: CPU);
        return pixels.permute(0, 3, 1, 2);
    }

    /// <summary>x, or a copy of it in this memory; a new tensor object in any case.</summary>
    public static Tensor Of(Tensor x)
    {
        using var pixels = x.permute(0, 2, 3, 1);
        using var dense = pixels.contiguous();
        return dense.permute(0, 3, 1, 2);
    }

    /// <summary>Where the numbers of a dense tensor begin. Keep the tensor alive while the address is used.</summary>
    public static nint Address(Tensor dense)
    {
        using var flat = dense.as_strided([dense.numel()], [1], dense.storage_offset());
        return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(flat.bytes));
    }
}
