using System.CommandLine;
using Ghn.Tool.Document;

namespace Ghn.Tool.Commands;

/// <summary><c>ghn lint</c>: what keeps a notebook from being part of the course.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var notebooks = new Argument<string[]>("notebook")
        {
            Description = "The notebooks to look at; none: all in notebooks/.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("lint", "Check notebooks against the rules for this course, without running them.")
        {
            notebooks,
        };
        command.SetAction(parsed => Lint(parsed.GetValue(notebooks) ?? []));
        return command;
    }

    private static int Lint(string[] named)
    {
        var found = 0;
        var notebooks = NotebookNames.Load(named, out var leftOut);
        foreach (var notebook in notebooks)
        foreach (var problem in NotebookLint.Check(notebook))
        {
            Console.WriteLine($"{Path.GetFileName(notebook.Path)}: {problem}");
            found++;
        }
        foreach (var problem in leftOut)
            Console.WriteLine(problem.Message);
        found += leftOut.Count;
        Console.WriteLine(found == 0 ? "No problems." : $"{found} problems.");
        return found == 0 ? 0 : 1;
    }
}
