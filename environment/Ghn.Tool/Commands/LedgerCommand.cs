using System.CommandLine;
using Ghn.Experiments.Units;

namespace Ghn.Tool.Commands;

/// <summary><c>ghn ledger merge</c>: takes what the tasks of a cluster have left into the ledgers themselves.</summary>
internal static class LedgerCommand
{
    private static readonly Argument<FileInfo[]> Files = new("files")
    {
        Description = "The ledgers; all in notebooks/results if none is given.",
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
            Clean,
        };
        merge.SetAction(parsed => Merge(parsed.GetValue(Files)!, parsed.GetValue(Clean)));
        return new Command("ledger", "Look after the files with results.") { merge };
    }

    private static int Merge(FileInfo[] files, bool clean)
    {
        var results = Path.Combine(RepositoryFolder.Path, "notebooks", "results");
        var paths =
            files.Length > 0
                ? files.Select(f => f.FullName)
                : Directory.GetDirectories(results, "*.jsonl.parts").Select(d => d[..^".parts".Length]);
        foreach (var path in paths)
        {
            var (parts, damaged) = (new LedgerParts(path), new List<string>());
            if (!File.Exists(path) && !Directory.Exists(parts.Folder))
                throw new GhnException($"There is no ledger {path}, and no parts of one.");
            var added = parts.Merge(damaged);
            Console.WriteLine($"{path}: {added} lines added");
            foreach (var line in damaged)
                Console.WriteLine($"  left out: {line}");
            if (clean && damaged.Count > 0)
                throw new GhnException(
                    $"The parts of {path} are kept, because some of their lines are damaged: look at them first."
                );
            if (clean && Directory.Exists(parts.Folder))
                Directory.Delete(parts.Folder, recursive: true);
        }
        return 0;
    }
}
