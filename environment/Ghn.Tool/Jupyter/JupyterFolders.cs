namespace Ghn.Tool.Jupyter;

/// <summary>Where Jupyter keeps kernels: <c>kernels/NAME/kernel.json</c> in each of its data folders.</summary>
internal static class JupyterFolders
{
    private static readonly string[] EnvironmentVariables = ["VIRTUAL_ENV", "CONDA_PREFIX"];

    /// <summary>This user's folder, even if it does not exist: "" would be the current one.</summary>
    public static string Home =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    /// <summary>The data folder of this user, in which a kernel is installed unless another one is named.</summary>
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

    /// <summary>All data folders, in the order in which Jupyter looks into them.</summary>
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
