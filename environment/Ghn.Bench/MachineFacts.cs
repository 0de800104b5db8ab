using System.Runtime.InteropServices;
using TorchSharp;

namespace Ghn.Bench;

/// <summary>The machine that numbers were measured on: they mean little elsewhere.</summary>
internal static class MachineFacts
{
    public static BenchmarkTable Table() =>
        new(
            "Machine",
            ["", ""],
            [
                ["processors", $"{Environment.ProcessorCount}"],
                ["operating system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}"],
                [".NET", RuntimeInformation.FrameworkDescription],
                ["libtorch", torch.__version__],
                ["threads of torch", $"{torch.get_num_threads()} (1 where a table says one thread)"],
            ]
        );
}
