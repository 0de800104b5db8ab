using Ghn.Images;

namespace Ghn.Experiments.Framework;

/// <summary>What a notebook runs: read from the environment, so that the same notebook serves a reader and a test.</summary>
/// <param name="Profile">The scale.</param>
/// <param name="Replay">Whether stored results are shown where there are some, instead of being computed again.</param>
/// <param name="Data">The data set.</param>
/// <param name="Device">Name of the device to compute on, as <see cref="Devices.Parse"/> reads it.</param>
public sealed record NotebookSettings(Profile Profile, bool Replay, DataOptions Data, string Device = "cpu")
{
    /// <summary>Environment variable with the profile: smoke, workshop or paper.</summary>
    public const string ProfileVariable = "GHN_PROFILE";

    /// <summary>Environment variable with the name of the data set: generated, cifar10, fashion or folder:PATH.</summary>
    public const string DataSetVariable = "GHN_DATA_SET";

    /// <summary>
    /// What ends a long call when the reader interrupts its cell, unless the call is given a token of its own; null: nothing.
    /// Asked at every call, because every cell has its own.
    /// </summary>
    public Func<CancellationToken>? Interruption { get; init; }

    internal string Arguments => $"--profile {Profile.Name()} --data {Data.Name}";

    /// <summary>
    /// Reads the environment. Without a profile: replay of the stored workshop results. With a profile: computed, on the
    /// generated set unless another one is named. Throws <see cref="GhnException"/> naming an impossible value.
    /// </summary>
    public static NotebookSettings FromEnvironment() =>
        Parse(
            Environment.GetEnvironmentVariable(ProfileVariable),
            Environment.GetEnvironmentVariable(DataSetVariable),
            Environment.GetEnvironmentVariable(Devices.Variable)
        );

    /// <summary>A replay of the stored results, whatever these settings compute: workshop profile, CIFAR-10.</summary>
    public NotebookSettings Stored =>
        this with
        {
            Profile = Profile.Workshop,
            Replay = true,
            Data = Data with { Name = "cifar10" },
        };

    /// <summary>What runs where there are no stored results to show.</summary>
    internal NotebookSettings AsSmoke() => new(Profile.Smoke, false, new DataOptions()) { Interruption = Interruption };

    /// <summary>The token that was given, or else the host's.</summary>
    internal CancellationToken OrInterruption(CancellationToken given) =>
        given.CanBeCanceled ? given : Interruption?.Invoke() ?? given;

    internal DataSplits LoadData()
    {
        var device = Devices.Parse(Device);
        var data = PictureFolder.Load(Data);
        if (device.type == TorchSharp.DeviceType.CPU)
            return data;
        using (data)
            return data.To(device);
    }

    internal static NotebookSettings Parse(string? profile, string? dataSet, string? device = null)
    {
        var replay = string.IsNullOrWhiteSpace(profile);
        var known = Enum.GetNames<Profile>().Any(n => n.Equals(profile, StringComparison.OrdinalIgnoreCase));
        if (!replay && !known)
            throw new GhnException(
                $"{ProfileVariable} = '{profile}' is impossible: use smoke, workshop or paper, or unset it for a replay."
            );
        var name = string.IsNullOrWhiteSpace(dataSet) ? (replay ? "cifar10" : "generated") : dataSet;
        var onDevice = string.IsNullOrWhiteSpace(device) ? "cpu" : device;
        Devices.Parse(onDevice); // an impossible one is named here, not after minutes
        var parsed = replay ? Profile.Workshop : Enum.Parse<Profile>(profile!, ignoreCase: true);
        return new NotebookSettings(parsed, replay, new DataOptions { Name = name }, onDevice);
    }
}
