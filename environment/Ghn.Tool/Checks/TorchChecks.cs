using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tool.Checks;

// Whether libtorch is there, computes, and on what.
internal static class TorchChecks
{
    private const string Rebuild =
        $"Run '{Installation.BuildCommand}' to copy the native libraries again, and see the libstdc++ row.";

    public static IEnumerable<CheckRow> Rows()
    {
        if (TorchRuntime.LoadError is { } reason)
            return [CheckRow.Failed("libtorch", reason, Rebuild)];
        return [Versions(), Computation(), Cuda()];
    }

    private static CheckRow Versions() =>
        CheckRow.Ok(
            "libtorch",
            $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}, libtorch {__version__}, "
                + $"{get_num_threads()} threads"
        );

    // Two channels, 1 … 9 and all ones, under one 2×2 filter of ones. Sum of the output: (12 + 16 + 24 + 28) + 4 · 4 =
    // 96. Gradient of the filter's first weights: 1 + 2 + 4 + 5 = 12 and 4.
    private static CheckRow Computation()
    {
        const string name = "computation";
        try
        {
            using var scope = NewDisposeScope();
            var image = cat([arange(1, 10, float32).reshape(1, 1, 3, 3), ones(1, 1, 3, 3)], 1);
            var channelsLast = image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2); // (B, C, H, W), strides of NHWC
            var filter = ones(1, 2, 2, 2, requires_grad: true);
            var sum = nn.functional.conv2d(channelsLast, filter).sum();
            sum.backward();
            var (value, first, second) = (
                sum.item<float>(),
                filter.grad![0, 0, 0, 0].item<float>(),
                filter.grad![0, 1, 0, 0].item<float>()
            );
            return (value, first, second) is (96, 12, 4)
                ? CheckRow.Ok(name, "a convolution, forward and backward, gives the expected values")
                : CheckRow.Failed(name, $"a convolution gives {value}, {first}, {second}; expected 96, 12, 4", Rebuild);
        }
        catch (Exception e) // whatever libtorch says belongs into the row
        {
            return CheckRow.Failed(name, e.Message.Split('\n')[0], Rebuild);
        }
    }

    private static CheckRow Cuda()
    {
        var isCpuBuild = !Directory.EnumerateFiles(Installation.Folder, "*torch_cuda*").Any();
        var hasDriver = File.Exists("/proc/driver/nvidia/version");
        return (isCpuBuild, hasDriver) switch
        {
            (true, false) => CheckRow.Ok("CUDA", "not used: this build is for the CPU, and no NVIDIA driver is loaded"),
            (true, true) => CheckRow.Warning(
                "CUDA",
                "not used: this build is for the CPU, though an NVIDIA driver is loaded",
                $"To use the GPU, run '{Installation.BuildCommand} -p:Torch=cuda'."
            ),
            (false, false) => CheckRow.Warning(
                "CUDA",
                "not used: this build is for CUDA, but no NVIDIA driver is loaded",
                $"Install the driver, or run '{Installation.BuildCommand}' for a build for the CPU."
            ),
            _ when cuda.is_available() => CheckRow.Ok("CUDA", $"{cuda.device_count()} device(s)"),
            _ => CheckRow.Warning(
                "CUDA",
                "not used: the driver is loaded, but libtorch finds no device",
                "Check nvidia-smi, CUDA_VISIBLE_DEVICES and, in a container, that the GPU is passed in."
            ),
        };
    }
}
