using System.CommandLine.Completions;
using Ghn.Tool.Document;
using Ghn.Tool.Execution;

namespace Ghn.Tool.Commands;

// `ghn run`: executes notebooks and writes them, as notebooks and as pages, with their outputs.
internal static class RunCommand
{
    private static readonly Argument<string[]> Notebooks = new("notebook")
    {
        Description =
            "The notebooks to run: files, folders (without subfolders) or patterns; "
            + "default: all in notebooks/, in order.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly string[] Profiles = ["smoke", "workshop", "paper"];

    private static readonly Option<string?> Profile = Choice(
        "--profile",
        "The scale of the computation; each notebook has a default (environment variable GHN_PROFILE).",
        Profiles
    );

    private static readonly Option<string?> Data = DataArgument.Create(
        "The data set; each notebook has a default (environment variable GHN_DATA_SET)."
    );

    private static readonly Option<DirectoryInfo?> Out = new("--out")
    {
        Description =
            "The folder for executed notebooks and pages; default: artifacts/notebooks, "
            + "or artifacts/notebooks.PROFILE with --profile, so that pages of the stored results are not replaced.",
    };

    private static readonly Option<bool> Store = new("--store")
    {
        Description = "Also store the outputs of successful notebooks in their files.",
    };

    private static readonly Option<bool> Html = new("--html")
    {
        Description = "Write a page per notebook and an index (the default); '--html false': only notebooks.",
        DefaultValueFactory = _ => true,
    };

    private static readonly Option<double?> CellTimeout = new("--timeout")
    {
        Description = "Time limit of one cell in seconds; default: no limit.",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Set a variable of the cell with the tag 'parameters', such as --set steps=200; may be repeated.",
    };

    public static Command Create()
    {
        var command = new Command("run", "Run notebooks from top to bottom, each in a process of its own.")
        {
            Notebooks,
            Profile,
            Data,
            TrainCommand.DataFolder,
            TrainCommand.Device,
            Out,
            Html,
            Store,
            Set,
            CellTimeout,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(TrainCommand.Device) is { } device)
            Devices.Parse(device); // one sentence now instead of one in every notebook
        if (parsed.GetValue(TrainCommand.DataFolder) is { } missing && !Path.Exists(missing.FullName)) // an archive is a file
            throw new GhnException($"The data folder '{missing.FullName}' does not exist.");
        if (parsed.GetValue(CellTimeout) is not (null or (> 0 and <= 1e6)))
            throw new GhnException("--timeout must be a number of seconds above 0 and at most 1000000.");
        var parameters = NotebookParameters.Parse(parsed.GetValue(Set) ?? []);
        if (parameters.Any && parsed.GetValue(Store))
            throw new GhnException("--store is only for the notebook's own values: run it without --set.");
        var environment = new Dictionary<string, string?>
        {
            ["GHN_PROFILE"] = parsed.GetValue(Profile),
            ["GHN_DATA_SET"] =
                DataArgument.NameIn(parsed, Data)
                ?? DataArgument.Absolute(Environment.GetEnvironmentVariable("GHN_DATA_SET")),
            [Devices.Variable] = parsed.GetValue(TrainCommand.Device),
            ["GHN_DATA"] = parsed.GetValue(TrainCommand.DataFolder)?.FullName ?? InheritedDataFolder(),
        };
        var given = environment.Where(one => one.Value is not null).ToDictionary(one => one.Key, one => one.Value!);
        var timeout = parsed.GetValue(CellTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var folder = parsed.GetValue(Out)?.FullName ?? DefaultFolder(parsed.GetValue(Profile));
        var batch = new NotebookBatch(
            given,
            timeout,
            folder,
            parsed.GetValue(Html),
            parsed.GetValue(Store),
            parameters
        );
        StopSignal.Listen();
        var words = parsed.GetValue(Notebooks) ?? [];
        var notebooks = NotebookNames.Load(words, out var leftOut);
        return await batch.RunAsync(notebooks, leftOut, NotebookNames.NotSearched(words), cancel);
    }

    // One folder a profile: a trial run must not replace the pages that a teacher hands out.
    internal static string DefaultFolder(string? profile)
    {
        profile = (profile ?? Environment.GetEnvironmentVariable("GHN_PROFILE"))?.ToLowerInvariant();
        var name = Profiles.Contains(profile) ? $"notebooks.{profile}" : "notebooks";
        return Path.Combine(Installation.Repository, "artifacts", name);
    }

    // Made absolute here: the notebook's process runs in the notebook's folder.
    private static string? InheritedDataFolder() =>
        Environment.GetEnvironmentVariable("GHN_DATA") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    internal static Option<string?> Choice(string name, string description, string[] values) =>
        Choice(name, description, () => values, "");

    // Values are asked for only when a word is completed or looked at: to touch the library is to load libtorch. A word that
    // begins with the prefix may go on as it likes.
    internal static Option<string?> Choice(string name, string description, Func<string[]> values, string prefix)
    {
        var option = new Option<string?>(name) { Description = description };
        option.CompletionSources.Add(_ =>
            values().Append(prefix).Where(one => one != "").Select(one => new CompletionItem(one))
        );
        option.Validators.Add(result =>
        {
            var given = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            var isOpen = prefix != "" && given.StartsWith(prefix, StringComparison.Ordinal);
            if (!isOpen && !values().Contains(given))
                result.AddError(
                    $"{name} is one of {string.Join(", ", values())}{(prefix == "" ? "" : $", or {prefix}PATH")}, not '{given}'."
                );
        });
        return option;
    }
}
