namespace Ghn.Tool.Jupyter;

/// <summary>Whether a program is there to be started.</summary>
internal static class Programs
{
    /// <summary>Where <c>dotnet tool install --global</c> puts programs.</summary>
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

    /// <summary>
    /// A path, or a name that is looked for on the PATH and among the global dotnet tools: a front end may have another
    /// PATH than this process.
    /// </summary>
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
