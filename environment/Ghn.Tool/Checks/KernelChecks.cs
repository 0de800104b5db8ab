using Ghn.Tool.Jupyter;

namespace Ghn.Tool.Checks;

// What can run the notebooks: Jupyter kernels for C#, and the extension of Visual Studio Code.
internal static class KernelChecks
{
    public static IEnumerable<CheckRow> Rows() =>
        [Jupyter(JupyterFolders.All), Code(Path.Combine(JupyterFolders.Home, ".vscode", "extensions"))];

    internal static CheckRow Jupyter(IEnumerable<string> dataFolders)
    {
        var kernels = KernelSpec
            .In(dataFolders)
            .Where(k => k.Language == "C#" || k.Name.StartsWith(".net-", StringComparison.Ordinal))
            .ToList();
        if (kernels.Count == 0)
            return CheckRow.Warning(
                "Jupyter kernel",
                "no kernel for C#",
                "To use Jupyter, run 'ghn kernel install'; other ways to run a notebook do not need it."
            );
        var broken = kernels.Where(k => k.Problem is not null).ToList();
        return broken.Count == 0
            ? CheckRow.Ok("Jupyter kernel", string.Join(", ", kernels.Select(k => k.Name)))
            : CheckRow.Warning(
                "Jupyter kernel",
                string.Join("; ", broken.Select(k => $"{k.Name}: {k.Problem}")),
                broken.Any(k => k.Name == ".net-csharp")
                    ? "Run 'ghn kernel install --name .net-csharp' to install our kernel instead."
                    : "Install the kernel again or remove its folder."
            );
    }

    internal static CheckRow Code(string extensions)
    {
        var found = VisualStudioCode.PolyglotExtensionsIn(extensions).ToList();
        return CheckRow.Ok(
            "Visual Studio Code",
            found.Count > 0 ? string.Join(", ", found) : "no Polyglot Notebooks extension (optional)"
        );
    }
}
