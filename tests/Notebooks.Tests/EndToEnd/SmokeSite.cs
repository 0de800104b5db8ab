using Notebooks.Tests.Browser;

namespace Notebooks.Tests.EndToEnd;

/// <summary>All notebooks of the course, run once in the smoke profile on generated images, and the site made of them.</summary>
public sealed class SmokeSite : IDisposable
{
    private readonly Workspace _work = new();
    private readonly Lazy<ToolRun> _run;

    public SmokeSite() => _run = new(() => _work.Run("--profile", "smoke", "--data", "generated", "--timeout", "600"));

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

    public void Dispose() => _work.Dispose();
}

/// <summary>Tests that look at one and the same run.</summary>
[CollectionDefinition]
public sealed class SmokeSiteTests : ICollectionFixture<SmokeSite>, ICollectionFixture<Chromium>;
