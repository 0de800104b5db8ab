namespace Ghn.Tool.Jupyter;

/// <summary>What Visual Studio Code has for notebooks in C#.</summary>
internal static class VisualStudioCode
{
    private const string Polyglot = "ms-dotnettools.dotnet-interactive-vscode";

    /// <summary>Names with version of the Polyglot Notebooks extension, on this machine and where VS Code connects to it.</summary>
    public static IReadOnlyList<string> PolyglotExtensions() =>
        PolyglotExtensions([".vscode", ".vscode-server", ".vscode-remote"]);

    private static List<string> PolyglotExtensions(IEnumerable<string> folders) =>
        [
            .. folders.SelectMany(folder =>
                PolyglotExtensionsIn(Path.Combine(JupyterFolders.Home, folder, "extensions"))
            ),
        ];

    internal static IEnumerable<string> PolyglotExtensionsIn(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, Polyglot + "*").Select(path => Path.GetFileName(path))
            : [];
}
