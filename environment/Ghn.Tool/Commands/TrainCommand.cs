using System.Security.Cryptography;
using Ghn.Experiments.Framework;
using Ghn.Experiments.Studies;
using Ghn.Hypernetworks;
using Ghn.Images;
using Ghn.Training;

namespace Ghn.Tool.Commands;

// `ghn train`: trains a profile's graph hypernetwork. What it leaves is a checkpoint: a stopped training goes on from
// it, and a finished one is a weight source.
internal static class TrainCommand
{
    private const int Reports = 20;

    internal static readonly Option<string?> ProfileName = RunCommand.Choice(
        "--profile",
        "The scale: smoke (the default), workshop or paper.",
        ["smoke", "workshop", "paper"]
    );

    private static readonly Option<string?> Data = DataArgument.Create("The data set; default: generated.");

    internal static readonly Option<DirectoryInfo?> DataFolder = new("--data-folder")
    {
        Description = "The folder of the data set; default: GHN_DATA.",
    };

    private static readonly Option<int?> Steps = new("--steps")
    {
        Description = "Steps; default: those of the profile.",
    };

    private static readonly Option<FileInfo?> Checkpoint = new("--checkpoint")
    {
        Description =
            "The checkpoint file; if it exists, training resumes from it. "
            + "Default: training.PROFILE.DATA.checkpoint in the current folder.",
    };

    private static readonly Option<int> Every = new("--checkpoint-every")
    {
        Description = "Steps between two checkpoints; 0: only at the end or after Ctrl-C.",
        DefaultValueFactory = _ => 500,
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The seed of all randomness; default: 0.",
    };

    internal static readonly Option<string?> Device = new("--device")
    {
        Description = "The device: cpu, cuda, cuda:1 or mps; default: GHN_DEVICE, otherwise cpu.",
    };

    public static Command Create()
    {
        var command = new Command("train", "Train a graph hypernetwork, or resume a training.")
        {
            ProfileName,
            Data,
            DataFolder,
            Steps,
            Checkpoint,
            Every,
            Seed,
            Device,
        };
        command.SetAction((parsed, cancel) => Task.Run(() => Train(parsed, cancel), CancellationToken.None));
        return command;
    }

    private static int Train(ParseResult parsed, CancellationToken cancel)
    {
        var profile = parsed.GetValue(ProfileName) ?? "smoke";
        var scale = TrainingScale.Of(Enum.Parse<Profile>(profile, ignoreCase: true));
        var options = scale.Training with
        {
            Seed = parsed.GetValue(Seed),
            Steps = parsed.GetValue(Steps) ?? scale.Training.Steps,
        };
        var images = new DataOptions
        {
            Name = DataArgument.NameIn(parsed, Data) ?? "generated",
            Folder = parsed.GetValue(DataFolder)?.FullName,
        };
        var file = parsed.GetValue(Checkpoint) ?? new FileInfo($"training.{profile}.{images.Label}.checkpoint");
        var checkpoint = new CheckpointOptions { Path = file.FullName, Every = parsed.GetValue(Every) };
        var device = Devices.Parse(DeviceIn(parsed));
        using var data = PictureFolder.Load(images);
        using var ghn = new GraphHyperNetwork(scale.Hypernetwork, options.Seed, device);
        using var workers = new WorkerThreads();
        if (file.Exists)
            Console.WriteLine($"Resuming from {file.FullName}");
        try
        {
            var trace = new GhnTrainer(ghn, TrainingScale.Within(options, data), data).Train(
                workers,
                checkpoint,
                new DirectProgress<TrainingProgress>(Report),
                cancel
            );
            var digest = SHA256.HashData(File.ReadAllBytes(file.FullName));
            Console.WriteLine(
                $"Trained: {Line(trace.Points[^1])}, {trace.SkippedSteps} skipped; "
                    + $"{file.FullName}, SHA-256 {Convert.ToHexString(digest).ToLowerInvariant()}"
            );
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"Stopped; run the same command to resume from {file.FullName}");
            return 1;
        }
    }

    private static void Report(TrainingProgress p)
    {
        if (p.Accuracy is not null || p.Step % Math.Max(1, p.Steps / Reports) == 0)
            Console.WriteLine(Line(p));
    }

    private static string Line(TrainingProgress p) =>
        $"step {p.Step} of {p.Steps}, loss {p.Loss:F4}" + (p.Accuracy is { } a ? $", unseen {100 * a:F2} %" : "");

    internal static string DeviceIn(ParseResult parsed) =>
        parsed.GetValue(Device)
        ?? (Environment.GetEnvironmentVariable(Devices.Variable) is { Length: > 0 } value ? value : "cpu");
}
