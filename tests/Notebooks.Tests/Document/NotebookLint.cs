using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ghn.Kernel.Document;

namespace Notebooks.Tests.Document;

/// <summary>The rules that every notebook of this course keeps; each problem is one line that says where.</summary>
internal static partial class NotebookLint
{
    private const int MaxLines = 15;
    private const int MaxColumns = 110;

    public static IReadOnlyList<string> Check(NotebookFile notebook)
    {
        var problems = Missing(notebook).ToList();
        foreach (var cell in notebook.Cells.Where(cell => cell.IsCode && string.IsNullOrWhiteSpace(cell.Source)))
            problems.Add("a code cell is empty");
        problems.AddRange(notebook.LeftOut.Select(why => $"a code cell {why} is not run"));
        foreach (var (number, cell) in notebook.NumberedCells)
            problems.AddRange(CheckCell(notebook, cell).Select(problem => $"cell {number}: {problem}"));
        return problems;
    }

    private static IEnumerable<string> Missing(NotebookFile notebook)
    {
        var complete = NotebookFile.Parse(notebook.Copy().ToText(), notebook.Path);
        foreach (var (name, value) in complete.Metadata)
            if (!JsonNode.DeepEquals(notebook.Metadata[name], value))
                yield return $"the notebook's metadata lacks the right '{name}'";
        foreach (var ((number, cell), (_, whole)) in notebook.NumberedCells.Zip(complete.NumberedCells))
        foreach (var (name, value) in whole.Json["metadata"]!.AsObject())
            if (!JsonNode.DeepEquals(cell.Json["metadata"]?[name], value))
                yield return $"cell {number}: its metadata lacks '{name}'";
    }

    private static IEnumerable<string> CheckCell(NotebookFile notebook, NotebookCell cell)
    {
        foreach (var problem in CellSyntax.Problems(cell.Source))
            yield return problem;
        var lines = cell.Source.Split('\n').Count(line => line.Trim() is { Length: > 0 } text && !IsComment(text));
        if (lines > MaxLines)
            yield return $"it has {lines} lines, at most {MaxLines} are allowed";
        foreach (var line in cell.Source.Split('\n').Where(line => line.Length > MaxColumns))
            yield return $"it has a line of {line.Length} columns, at most {MaxColumns} are allowed: {line.Trim()[..40]}…";
        if (cell.Source.Contains("\"nuget:", StringComparison.Ordinal))
            yield return "it asks for a package (#r \"nuget:\"), which needs a network";
        var before = notebook.Cells.TakeWhile(one => one != cell).LastOrDefault();
        if (before is not { IsMarkdown: true } || string.IsNullOrWhiteSpace(before.Source))
            yield return "no prose stands before it";
        var after = notebook.Cells.SkipWhile(one => one != cell).Skip(1).FirstOrDefault();
        if (ShowsFigure(cell) && (after is not { IsMarkdown: true } || after.Source.TrimStart().StartsWith('#')))
            yield return "no takeaway follows its figure";
        if (
            !cell.HasTag(NotebookCell.MayFail)
            && cell.Outputs.OfType<JsonObject>().Any(output => (string?)output["output_type"] == "error")
        )
            yield return "an error is stored as its output";
        if (MachinePath().Match(cell.Outputs.ToJsonString()) is { Success: true } path)
            yield return $"its stored output names a place on one machine ({path.Value})";
    }

    private static bool ShowsFigure(NotebookCell cell) =>
        cell.Outputs.Any(output => NotebookJson.Text(output?["data"]?["text/plain"]).StartsWith("Figure:"));

    private static bool IsComment(string line) => line.StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex("""(?<![\w.])/(root|home|tmp|Users)/|[A-Z]:\\\\Users""")]
    private static partial Regex MachinePath();
}
