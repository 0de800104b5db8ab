using System.Globalization;

namespace Ghn;

/// <summary>Parses device names. All other code takes a <see cref="torch.Device"/>.</summary>
public static class Devices
{
    /// <summary>Environment variable that names the device of notebooks and of the ghn command.</summary>
    public const string Variable = "GHN_DEVICE";

    /// <summary>
    /// The device with a name such as "cpu", "cuda", "cuda:1" or "mps". Throws <see cref="GhnException"/> if the name
    /// is unknown or the device is not available.
    /// </summary>
    public static torch.Device Parse(string name)
    {
        TorchRuntime.EnsureLoaded();
        var parts = name.Trim().ToLowerInvariant().Split(':');
        var index = 0;
        if (parts.Length > 2 || parts.Length == 2 && !IsIndex(parts[1], out index))
            throw Unknown(name);
        switch (parts[0])
        {
            case "cpu" when index == 0:
                return torch.CPU;
            case "cuda":
                if (!torch.cuda_is_available())
                    throw new GhnException(
                        $"Device '{name}' is not available: use cpu, or build with -p:Torch=cuda on a machine with a CUDA GPU."
                    );
                if (index >= torch.cuda.device_count())
                    throw new GhnException(
                        $"Device '{name}' is not available: this machine has {torch.cuda.device_count()} CUDA devices, from cuda:0."
                    );
                torch.InitializeDeviceType(DeviceType.CUDA);
                return torch.device(DeviceType.CUDA, index);
            case "mps" when index == 0:
                if (!torch.mps_is_available())
                    throw new GhnException($"Device '{name}' is not available: use cpu, or a Mac with an Apple GPU.");
                torch.InitializeDeviceType(DeviceType.MPS);
                return torch.device(DeviceType.MPS, index);
            default:
                throw Unknown(name);
        }
    }

    /// <summary>Whether two devices are the same. A device without an index is the default one of its type.</summary>
    internal static bool Same(torch.Device a, torch.Device b) =>
        a.type == b.type && (a.index == b.index || a.index < 0 || b.index < 0);

    private static bool IsIndex(string text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    private static GhnException Unknown(string name) =>
        new($"Device '{name}' is unknown: use cpu, cuda, cuda:1 (the second one) or mps.");
}
