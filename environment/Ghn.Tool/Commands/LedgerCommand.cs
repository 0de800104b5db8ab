using Ghn.Experiments.Framework;
using Ghn.Experiments.Slurm;

namespace Ghn.Tool.Commands;

// `ghn ledger merge`: takes what the tasks of a cluster have left into the ledgers themselves.
internal static class LedgerCommand
{
    private static readonly Argument<FileInfo[]> Files = new("files")
    {
        Description = "The ledgers; default: all in the folder of results.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Clean = new("--clean")
    {
        Description = "Afterwards remove parts, plans and logs; only if no task is left.",
    };

    public static Command Create()
    {
        var merge = new Command("merge", "Merge the parts written by cluster tasks into their ledgers.")
        {
            Files,
            ExperimentCommand.Results,
            Clean,
        };
        merge.SetAction(parsed =>
            Merge(parsed.GetValue(Files)!, ExperimentCommand.ResultsIn(parsed), parsed.GetValue(Clean))
        );
        return new Command("ledger", "Manage the files with results.") { merge };
    }

    private static int Merge(FileInfo[] files, string results, bool clean)
    {
        if (files.Length == 0 && !Directory.Exists(results))
            throw new GhnException($"The folder of results '{results}' does not exist.");
        var paths =
            files.Length > 0
                ? files.Select(f => f.FullName)
                : Directory.GetDirectories(results, "*.jsonl.parts").Select(d => d[..^".parts".Length]);
        var leftOut = 0;
        foreach (var path in paths)
        {
            var (parts, problems) = (new LedgerParts(path), new List<string>());
            if (!parts.Exist && !Directory.Exists(parts.Folder))
                throw new GhnException($"There is neither a ledger {path} nor parts of it.");
            if (clean && new SlurmTasks(path).InFlight().Count is > 0 and var units)
                throw new GhnException(
                    $"{units} units of {path} are assigned to Slurm tasks: clean up after they have ended."
                );
            var added = clean ? parts.MergeAndRemove(problems) : parts.Merge(problems);
            Console.WriteLine($"{path}: {added} lines added");
            foreach (var problem in problems)
                Console.WriteLine($"  skipped: {problem}");
            leftOut += problems.Count;
        }
        if (leftOut == 0)
            return 0;
        Console.WriteLine($"Lines skipped: {leftOut}; they remain in their parts, which are kept.");
        return 1;
    }
}
