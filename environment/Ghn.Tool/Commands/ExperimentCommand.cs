using Ghn.Experiments;
using Ghn.Experiments.Framework;
using Ghn.Experiments.Slurm;

namespace Ghn.Tool.Commands;

// `ghn experiment`: computes what a ledger lacks. It may be stopped at any time and started again, also twice at once.
internal static class ExperimentCommand
{
    private static readonly Argument<string> Name = new("name")
    {
        Description = "The experiment, such as ground-truth or table4; any unknown name lists all of them.",
    };

    private static readonly Option<string?> Data = DataArgument.Create(
        "The data set; default: cifar10, or generated in the smoke profile."
    );

    private static readonly Option<int?> Seeds = new("--seeds")
    {
        Description = "Number of seeds of each surrogate; default: that of the profile.",
    };

    private static readonly Option<int?> Workers = new("--workers")
    {
        Description =
            "Units computed at the same time, each on one thread. Default: one per processor (in a Slurm task: --cpus); "
            + "only one on a device other than cpu, because units would share its memory.",
    };

    internal static readonly Option<DirectoryInfo?> Results = new("--results")
    {
        Description = "The folder of the ledgers; default: notebooks/results.",
    };

    private static readonly Option<bool> StatusOnly = new("--status")
    {
        Description = "Print the finished units of the ledger and their results; compute nothing.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Print the total cost in FLOPs, memory and estimated GPU hours; compute nothing.",
    };

    private static readonly Option<bool> Probe = new("--probe")
    {
        Description = "Find the device and load the images, as a run would; compute nothing.",
    };

    public static Command Create()
    {
        var command = new Command("experiment", "Compute an experiment of the paper, or resume one.")
        {
            Name,
            TrainCommand.ProfileName,
            Data,
            TrainCommand.DataFolder,
            Seeds,
            Workers,
            Results,
            TrainCommand.Device,
            StatusOnly,
            DryRun,
            Probe,
        };
        foreach (var option in SlurmArguments.All)
            command.Add(option);
        command.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var profile = Enum.Parse<Profile>(parsed.GetValue(TrainCommand.ProfileName) ?? "smoke", ignoreCase: true);
        var data = DataArgument.NameIn(parsed, Data) ?? (profile == Profile.Smoke ? "generated" : "cifar10");
        var settings = new NotebookSettings(
            profile,
            false,
            new DataOptions { Name = data, Folder = parsed.GetValue(TrainCommand.DataFolder)?.FullName },
            TrainCommand.DeviceIn(parsed)
        );
        var folder = ResultsIn(parsed);
        using var experiment = PaperExperiments.Create(
            parsed.GetValue(Name)!,
            settings,
            folder,
            parsed.GetValue(Seeds)
        );
        if (parsed.GetValue(Probe))
        {
            experiment.Probe();
            Console.WriteLine($"Ready: device {settings.Device} and the images are available.");
            return 0;
        }
        var processors = SlurmArguments.CpusOf(parsed) ?? Environment.ProcessorCount;
        var workers = parsed.GetValue(Workers) ?? (settings.Device == "cpu" ? processors : 1);
        var (dryRun, statusOnly) = (parsed.GetValue(DryRun), parsed.GetValue(StatusOnly));
        if (!(dryRun && SlurmArguments.IsSlurm(parsed))) // else the script alone is printed
            Describe(experiment, profile == Profile.Paper || dryRun, workers);
        var task = SlurmArguments.TaskOf(parsed);
        var words = Words(parsed, settings, folder);
        string[] check = [SlurmEngine.Program, "check", "--node", .. DataFolder(settings)];
        if (!statusOnly && SlurmArguments.Run(parsed, experiment, words, check, workers, dryRun))
            return 0;
        if (dryRun)
            return 0;
        if (!statusOnly)
            Devices.Parse(settings.Device); // one that is not there is named before anything is loaded
        var (done, units, versions) = experiment.Status();
        Console.WriteLine($"{experiment.LedgerPath}: {done} of {units} units are done");
        if (versions.Count > 0)
            Console.WriteLine(
                $"Some units were computed by other versions of the code ({string.Join(", ", versions)}) and are kept; the "
                    + "tests recompute units to detect changed numbers. Move the file away to start over."
            );
        foreach (var problem in experiment.Problems())
            Console.WriteLine($"skipped: {problem}");
        if (statusOnly)
        {
            SlurmArguments.TellStatus(experiment);
            return Summarise(experiment);
        }
        if (task is null)
            SlurmArguments.RefuseIfInFlight(experiment);
        experiment.Logged += words => Console.WriteLine($"{experiment.Name}: {words}");
        try
        {
            var progress = new DirectProgress<UnitProgress>(Report);
            if (task is var (own, part))
                experiment.Run(own, part, workers, progress, cancel);
            else
                experiment.Run(workers, progress, cancel);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped; run the same command to resume.");
            return 1;
        }
        (done, units, _) = experiment.Status();
        Console.WriteLine($"{experiment.Name}: {done} of {units} units are done");
        return task is null ? Summarise(experiment) : 0;
    }

    private static void Describe(UnitExperiment experiment, bool withPrice, int workers)
    {
        foreach (var (name, value) in experiment.Describe())
            Console.WriteLine($"{name}: {value}");
        if (withPrice)
            foreach (var (name, value) in experiment.Price()?.Describe(workers) ?? [("price", "not known in advance")])
                Console.WriteLine($"{name}: {value}");
        if (PaperExperiments.Needs(experiment.Name, experiment.Settings.Profile) is { Count: > 0 } needed)
            Console.WriteLine($"compute these first: {string.Join(", ", needed)}");
    }

    // What names this experiment to another machine: whole paths, and nothing left to defaults.
    private static List<string> Words(ParseResult parsed, NotebookSettings settings, string folder)
    {
        List<string> words =
        [
            SlurmEngine.Program,
            "experiment",
            parsed.GetValue(Name)!,
            "--profile",
            settings.Profile.Name(),
            "--data",
            settings.Data.Name,
            "--device",
            settings.Device,
            "--results",
            folder,
        ];
        words.AddRange(DataFolder(settings));
        if (parsed.GetValue(Seeds) is { } seeds)
            words.AddRange(["--seeds", seeds.ToString(CultureInfo.InvariantCulture)]);
        return words;
    }

    internal static string ResultsIn(ParseResult parsed) =>
        parsed.GetValue(Results)?.FullName ?? Path.Combine(Installation.Notebooks, "results");

    private static string[] DataFolder(NotebookSettings settings) =>
        settings.Data.Folder is { } data ? ["--data-folder", data] : [];

    private static int Summarise(UnitExperiment experiment)
    {
        foreach (var (name, value) in experiment.Summarise())
            Console.WriteLine($"{name}: {value}");
        return 0;
    }

    private static void Report(UnitProgress p) =>
        Console.WriteLine(
            $"{p.Name}: {p.Done} of {p.Units}, {p.Unit}: {p.Result} ({p.Seconds:F0} s); "
                + $"about {p.Remaining.TotalMinutes:F0} min left"
        );
}
