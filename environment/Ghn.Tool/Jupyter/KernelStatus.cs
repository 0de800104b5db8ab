namespace Ghn.Tool.Jupyter;

// `ghn kernel status`: what there is, and which kernel opens a notebook of this course where.
internal static class KernelStatus
{
    public static int Write(TextWriter output)
    {
        var kernels = KernelSpec.In(JupyterFolders.All).Where(one => one.Language == "C#" || one.IsOurs).ToArray();
        foreach (var kernel in kernels)
            output.WriteLine(
                $"{kernel.Name}: {(kernel.IsOurs ? "ours" : "not ours")}, {kernel.Folder}"
                    + (kernel.Problem is { } problem ? $" ({problem}; install it again or remove it)" : "")
            );
        if (kernels.Length == 0)
            output.WriteLine("Jupyter has no kernel for C#: run 'ghn kernel install'.");
        var extension = VisualStudioCode.PolyglotExtensions() is [var found, ..] ? found : null;
        output.WriteLine(InJupyter(kernels));
        output.WriteLine(
            "VS Code opens the notebooks with "
                + (
                    extension is null
                        ? "its Jupyter extension, which uses the same kernel (the Polyglot extension is not installed)."
                        : $"the Polyglot extension ({extension}), which contains .NET Interactive and does not use these kernels."
                )
        );
        return 0;
    }

    private static string InJupyter(KernelSpec[] kernels) =>
        kernels.FirstOrDefault(one => one.Name == KernelSpec.RealName) is { } named
            ? $"Jupyter opens the notebooks with '{named.Name}' ({(named.IsOurs ? "ours" : ".NET Interactive's")}{Fate(named)})."
        : kernels.Length > 0
            ? $"Jupyter asks for a kernel, because '{KernelSpec.RealName}' is not installed: choose '{kernels[0].Name}'."
        : "Jupyter has no kernel for the notebooks.";

    private static string Fate(KernelSpec kernel) =>
        kernel.Problem is null
            ? ""
            : $", which does not start: run 'ghn kernel install --name {kernel.Name}' to replace it with ours";
}
