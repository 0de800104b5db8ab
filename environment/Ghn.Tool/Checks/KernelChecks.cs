using System.Text.Json;

namespace Ghn.Tool.Checks;

/// <summary>What can run the notebooks: Jupyter kernels for C#, and the extension of Visual Studio Code.</summary>
internal static class KernelChecks
{
    private static readonly string[] s_environmentVariables = ["VIRTUAL_ENV", "CONDA_PREFIX"];

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public static IEnumerable<CheckRow> Rows() =>
        [Jupyter(JupyterFolders()), Code(Path.Combine(Home, ".vscode", "extensions"))];

    internal static CheckRow Jupyter(IEnumerable<string> dataFolders)
    {
        var kernels = dataFolders
            .Select(f => Path.Combine(f, "kernels"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(d => Path.Combine(d, "kernel.json"))
            .Where(File.Exists)
            .Select(Kernel)
            .OfType<(string Name, string Problem)>()
            .ToList();
        if (kernels.Count == 0)
            return CheckRow.Warning(
                "Jupyter kernel",
                "no kernel for C#",
                "To use Jupyter, run 'ghn kernel install'; the other ways to run a notebook need none."
            );
        var broken = kernels.Where(k => k.Problem.Length > 0).Select(k => $"{k.Name}: {k.Problem}").ToList();
        return broken.Count == 0
            ? CheckRow.Ok("Jupyter kernel", string.Join(", ", kernels.Select(k => k.Name)))
            : CheckRow.Warning(
                "Jupyter kernel",
                string.Join("; ", broken),
                "Install the kernel again or remove its folder."
            );
    }

    /// <summary>Name and problem ("" if none) of a kernel for C#; null for other languages.</summary>
    private static (string Name, string Problem)? Kernel(string file)
    {
        var name = Path.GetFileName(Path.GetDirectoryName(file)!);
        var isNamedSo = name.StartsWith(".net-", StringComparison.Ordinal);
        try
        {
            using var spec = JsonDocument.Parse(File.ReadAllText(file));
            var language = spec.RootElement.GetProperty("language").GetString();
            if (!isNamedSo && language != "C#")
                return null;
            var program = spec.RootElement.GetProperty("argv")[0].GetString() ?? "";
            return (name, Path.IsPathRooted(program) && !File.Exists(program) ? $"{program} is missing" : "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return isNamedSo ? (name, $"{file} is not a kernel specification") : null;
        }
    }

    private static List<string> JupyterFolders()
    {
        var listed = Environment.GetEnvironmentVariable("JUPYTER_PATH")?.Split(Path.PathSeparator) ?? [];
        var environments = s_environmentVariables
            .Select(Environment.GetEnvironmentVariable)
            .OfType<string>()
            .Select(f => Path.Combine(f, "share", "jupyter"));
        string[] system = OperatingSystem.IsWindows()
            ?
            [
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter"),
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter"),
            ]
            :
            [
                Path.Combine(Home, OperatingSystem.IsMacOS() ? "Library/Jupyter" : ".local/share/jupyter"),
                "/usr/local/share/jupyter",
                "/usr/share/jupyter",
            ];
        var chosen = Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR");
        return [.. listed, .. chosen is null ? [] : new[] { chosen }, .. environments, .. system];
    }

    internal static CheckRow Code(string extensions)
    {
        const string prefix = "ms-dotnettools.dotnet-interactive-vscode";
        var found = Directory.Exists(extensions)
            ? Directory.EnumerateDirectories(extensions, prefix + "*").Select(Path.GetFileName).ToList()
            : [];
        return CheckRow.Ok(
            "Visual Studio Code",
            found.Count > 0 ? string.Join(", ", found) : "no Polyglot Notebooks extension (optional)"
        );
    }
}
