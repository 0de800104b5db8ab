using Ghn.Experiments.Framework;
using Ghn.Experiments.Slurm;

namespace Ghn.Tool.Commands;

// `ghn ledger merge`: takes what the tasks of a cluster have left into the ledgers themselves.
internal static class LedgerCommand
{
    private static readonly Argument<FileInfo[]> Files = new("files")
    {
        Description = "The ledgers; all in the folder of results if none is given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Clean = new("--clean")
    {
        Description = "Remove the parts, plans and logs afterwards: only when no task is left.",
    };

    public static Command Create()
    {
        var merge = new Command("merge", "Take the parts that tasks on a cluster have written into their ledgers.")
        {
            Files,
            ExperimentCommand.Results,
            Clean,
        };
        merge.SetAction(parsed =>
            Merge(parsed.GetValue(Files)!, ExperimentCommand.ResultsIn(parsed), parsed.GetValue(Clean))
        );
        return new Command("ledger", "Look after the files with results.") { merge };
    }

    private static int Merge(FileInfo[] files, string results, bool clean)
    {
        if (files.Length == 0 && !Directory.Exists(results))
            throw new GhnException($"There is no folder of results '{results}'.");
        var paths =
            files.Length > 0
                ? files.Select(f => f.FullName)
                : Directory.GetDirectories(results, "*.jsonl.parts").Select(d => d[..^".parts".Length]);
        var leftOut = 0;
        foreach (var path in paths)
        {
            var (parts, problems) = (new LedgerParts(path), new List<string>());
            if (!parts.Exist && !Directory.Exists(parts.Folder))
                throw new GhnException($"There is no ledger {path}, and no parts of one.");
            if (clean && new SlurmTasks(path).InFlight().Count is > 0 and var units)
                throw new GhnException(
                    $"{units} units of {path} are with tasks on Slurm: clean up when they have ended."
                );
            var added = clean ? parts.MergeAndRemove(problems) : parts.Merge(problems);
            Console.WriteLine($"{path}: {added} lines added");
            foreach (var problem in problems)
                Console.WriteLine($"  left out: {problem}");
            leftOut += problems.Count;
        }
        if (leftOut == 0)
            return 0;
        Console.WriteLine($"Lines left out: {leftOut}; they stay in their parts, which are kept.");
        return 1;
    }
}
