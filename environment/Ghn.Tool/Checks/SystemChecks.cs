using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Ghn.Tool.Checks;

// The machine: operating system, processor, memory, disk.
internal static class SystemChecks
{
    private const double Gigabyte = 1 << 30;

    public static IEnumerable<CheckRow> Rows() => [OperatingSystemRow(), CulturesRow(), Processor(), Memory(), Disk()];

    private static CheckRow OperatingSystemRow()
    {
        var name = LinuxName() ?? RuntimeInformation.OSDescription;
        return CheckRow.Ok("operating system", $"{name}, {RuntimeInformation.OSArchitecture}");
    }

    private static CheckRow CulturesRow() =>
        Cultures.AreMissing
            ? CheckRow.Warning("cultures", "only the invariant culture, because libicu is missing", Cultures.Remedy)
            : CheckRow.Ok("cultures", "the cultures of the system");

    private static string? LinuxName()
    {
        const string release = "/etc/os-release";
        return File.Exists(release)
            ? File.ReadLines(release)
                .FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
                ?["PRETTY_NAME=".Length..].Trim('"')
            : null;
    }

    private static CheckRow Processor()
    {
        string[] flags =
        [
            .. Avx2.IsSupported ? ["AVX2"] : Array.Empty<string>(),
            .. Avx512F.IsSupported ? ["AVX-512"] : Array.Empty<string>(),
            .. AdvSimd.IsSupported ? ["NEON"] : Array.Empty<string>(),
        ];
        var finding =
            $"{Environment.ProcessorCount} cores, {(flags.Length > 0 ? string.Join(", ", flags) : "no AVX2")}";
        return flags.Length > 0
            ? CheckRow.Ok("processor", finding)
            : CheckRow.Warning("processor", finding, "Training will be several times slower: use a machine with AVX2.");
    }

    private static CheckRow Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var finding = $"{bytes / Gigabyte:0.0} GB for this process";
        return bytes >= 3 * Gigabyte
            ? CheckRow.Ok("memory", finding)
            : CheckRow.Warning("memory", finding, "Give the machine or the container 4 GB or more.");
    }

    private static CheckRow Disk()
    {
        var free = new DriveInfo(Installation.Folder).AvailableFreeSpace;
        var finding = $"{free / Gigabyte:0.0} GB free at {Installation.Folder}";
        return free >= 2 * Gigabyte
            ? CheckRow.Ok("disk space", finding)
            : CheckRow.Warning("disk space", finding, "Free 2 GB: a build copies 0.5 GB of native libraries.");
    }
}
