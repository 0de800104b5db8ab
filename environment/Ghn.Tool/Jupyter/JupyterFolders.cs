namespace Ghn.Tool.Jupyter;

// Where Jupyter keeps kernels: `kernels/NAME/kernel.json` in each of its data folders.
internal static class JupyterFolders
{
    private static readonly string[] EnvironmentVariables = ["VIRTUAL_ENV", "CONDA_PREFIX"];

    // This user's folder, even if it does not exist: "" would be the current one.
    public static string Home =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    // The data folder of this user, in which a kernel is installed unless another one is named.
    public static string User
    {
        get
        {
            if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } chosen)
                return chosen;
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
            if (OperatingSystem.IsMacOS())
                return Path.Combine(Home, "Library", "Jupyter");
            return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data
                ? Path.Combine(data, "jupyter")
                : Path.Combine(Home, ".local", "share", "jupyter");
        }
    }

    // All data folders, in the order in which Jupyter looks into them.
    public static IReadOnlyList<string> All
    {
        get
        {
            var listed = Environment.GetEnvironmentVariable("JUPYTER_PATH")?.Split(Path.PathSeparator) ?? [];
            var environments = EnvironmentVariables
                .Select(Environment.GetEnvironmentVariable)
                .OfType<string>()
                .Select(folder => Path.Combine(folder, "share", "jupyter"));
            string[] system = OperatingSystem.IsWindows()
                ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter")]
                : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
            return [.. listed.Where(folder => folder.Length > 0), User, .. environments, .. system];
        }
    }
}

internal static class VisualStudioCode
{
    private static readonly string[] s_folders = [".vscode", ".vscode-server", ".vscode-remote"];
    private const string Polyglot = "ms-dotnettools.dotnet-interactive-vscode";

    // Names with version of the Polyglot Notebooks extension, on this machine and where VS Code connects to it.
    public static IReadOnlyList<string> PolyglotExtensions() =>
        [
            .. s_folders.SelectMany(folder =>
                PolyglotExtensionsIn(Path.Combine(JupyterFolders.Home, folder, "extensions"))
            ),
        ];

    public static IEnumerable<string> PolyglotExtensionsIn(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, Polyglot + "*").Select(path => Path.GetFileName(path))
            : [];
}

internal static class Programs
{
    public static string DotnetTools
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") is { Length: > 0 } chosen
                ? chosen
                : JupyterFolders.Home;
            return Path.Combine(home, ".dotnet", "tools");
        }
    }

    // A path, or a name that is looked for on the PATH and among the global dotnet tools: a front end may have another
    // PATH than this process.
    public static bool IsThere(string program)
    {
        if (Path.IsPathRooted(program))
            return File.Exists(program);
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return folders
            .Append(DotnetTools)
            .Any(folder => endings.Any(e => File.Exists(Path.Combine(folder, program + e))));
    }
}
