using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ghn.Kernel.Document;
using Notebooks.Tests.Browser;

namespace Notebooks.Tests.EndToEnd;

/// <summary>
/// All notebooks of the course with the solutions of their exercises at the end, a cell each, run once in the smoke profile
/// on generated images, and the site made of them.
/// </summary>
public sealed partial class SmokeSite : IDisposable
{
    private readonly Workspace _work = new();
    private readonly Lazy<ToolRun> _run;

    public SmokeSite() => _run = new(Run);

    public static string Notebooks => Path.Combine(ToolAssemblies.Repository, "notebooks");

    /// <summary>File names without extension, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory
            .GetFiles(Notebooks, "*.ipynb")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The folder with the pages; the first call runs the notebooks.</summary>
    public string Folder => _run.Value is null ? "" : Path.Combine(_work.Folder, "out");

    /// <summary>What the run printed.</summary>
    public string Log => _run.Value.Text;

    internal static NotebookFile Load(string name) => NotebookFile.Load(Path.Combine(Notebooks, name + ".ipynb"));

    public void Dispose() => _work.Dispose();

    private ToolRun Run()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_work.Folder, "notebooks")).FullName;
        Directory.CreateDirectory(Path.Combine(_work.Folder, "artifacts"));
        Directory.CreateSymbolicLink(Path.Combine(_work.Folder, "artifacts", "ghn"), Workspace.Artifacts);
        foreach (var shared in new[] { "results", "images" })
            Directory.CreateSymbolicLink(Path.Combine(folder, shared), Path.Combine(Notebooks, shared));
        File.Copy(Path.Combine(Notebooks, "setup.dib"), Path.Combine(folder, "setup.dib"));
        foreach (var name in Names)
        {
            var notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(Notebooks, name + ".ipynb")))!;
            foreach (var solution in Solutions(name))
                notebook["cells"]!
                    .AsArray()
                    .Add((JsonNode)new JsonObject { ["cell_type"] = "code", ["source"] = solution });
            File.WriteAllText(Path.Combine(folder, name + ".ipynb"), notebook.ToJsonString());
        }
        return _work.Run("notebooks", "--profile", "smoke", "--data", "generated", "--timeout", "600");
    }

    // In an item of a list, so each line begins with the item's indentation.
    private static IEnumerable<string> Solutions(string name) =>
        Load(name)
            .Cells.Where(cell => !cell.IsCode)
            .SelectMany(cell => CodeBlock().Matches(cell.Source))
            .Select(block => block.Groups[2].Value.Replace("\n" + block.Groups[1].Value, "\n"));

    [GeneratedRegex(@"^( *)```csharp\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}

/// <summary>Tests that look at one and the same run.</summary>
[CollectionDefinition]
public sealed class SmokeSiteTests : ICollectionFixture<SmokeSite>, ICollectionFixture<Chromium>;
