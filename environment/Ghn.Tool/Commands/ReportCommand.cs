using Ghn.Tool.Reports;

namespace Ghn.Tool.Commands;

// `ghn report`: writes what the stored ledgers say into the tables of the READMEs.
internal static class ReportCommand
{
    private static readonly Option<bool> Check = new("--check")
    {
        Description =
            "Write nothing; list the files whose tables differ from the ledgers, and exit with 1 if there are any.",
    };

    public static Command Create()
    {
        var command = new Command("report", "Write the stored results into the tables of the READMEs.") { Check };
        command.SetAction(parsed => Run(parsed.GetValue(Check)));
        return command;
    }

    private static int Run(bool check)
    {
        TorchRuntime.EnsureLoaded();
        string[] files =
        [
            Path.Combine(Installation.Repository, "README.md"),
            Path.Combine(Installation.Notebooks, "results", "README.md"),
        ];
        var texts = files.Select(file => File.ReadAllText(file).ReplaceLineEndings("\n")).ToArray();
        var tables = new ReportTables(Path.Combine(Installation.Notebooks, "results"));
        var contents = texts
            .SelectMany(GeneratedParts.Names)
            .Distinct()
            .AsParallel()
            .ToDictionary(name => name, tables.Markdown);
        var stale = files
            .Zip(texts, texts.Select(text => GeneratedParts.Write(text, name => contents[name])))
            .Where(file => file.Second != file.Third)
            .ToArray();
        foreach (var (file, _, text) in stale)
        {
            if (!check)
                File.WriteAllText(file, text);
            Console.WriteLine(
                check ? $"{file} differs from the ledgers; run 'ghn report' to update it." : $"written: {file}"
            );
        }
        return check && stale.Length > 0 ? 1 : 0;
    }
}
