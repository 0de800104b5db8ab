using Ghn.Tool.Jupyter;

namespace Ghn.Tool.Commands;

// `ghn kernel`: the Jupyter kernel for C#: install, uninstall, status, and start, which front ends call.
internal static class KernelCommand
{
    private const string OwnName = KernelSpec.OwnName;
    private const string RealName = KernelSpec.RealName;

    private static readonly Option<string?> Name = RunCommand.Choice(
        "--name",
        $"The kernel's name: {OwnName} (the default), or {RealName}, which the notebooks request.",
        [OwnName, RealName]
    );

    private static readonly Option<DirectoryInfo?> Prefix = new("--prefix")
    {
        Description =
            "Install into PREFIX/share/jupyter, for example of a Python environment, instead of the user's folder.",
    };

    public static Command Create()
    {
        var install = new Command("install", "Register the kernel with Jupyter.") { Name, Prefix };
        install.SetAction(parsed => Install(parsed.GetValue(Name) ?? OwnName, parsed.GetValue(Prefix)));
        var real = new Command(
            "install-dotnet-interactive",
            "Install .NET Interactive, which is no longer developed, as a global dotnet tool with its Jupyter kernels."
        );
        real.SetAction((_, cancel) => DotnetInteractive.InstallAsync(cancel));
        var uninstall = new Command("uninstall", "Remove the kernel from Jupyter.") { Name, Prefix };
        uninstall.SetAction(parsed => Uninstall(parsed.GetValue(Name) ?? OwnName, parsed.GetValue(Prefix)));
        var status = new Command("status", "List the kernels for C#, and show which one a front end will use.");
        status.SetAction(_ => KernelStatus.Write(Console.Out));
        var file = new Argument<string>("connection file") { Description = "The connection file of the front end." };
        var start = new Command("start", "Run the kernel; called by front ends.") { file }; // Program.cs has run it already
        return new Command("kernel", "The Jupyter kernel for C#.") { install, real, uninstall, status, start };
    }

    private static int Install(string name, DirectoryInfo? prefix)
    {
        var folder = DataFolder(prefix);
        var foreign = KernelSpec.In([folder, .. JupyterFolders.All]).Where(one => IsForeign(one, name)).ToArray();
        if (foreign.FirstOrDefault(one => one.Problem is null) is { } real)
            throw new GhnException(
                $"There is a kernel '{name}' that is not ours, in '{real.Folder}', and ours would replace it; "
                    + $"run 'ghn kernel install' without --name and choose 'C# (ghn)' in the front end."
            );
        var spec = KernelSpec.Write(folder, name, name == RealName ? ".NET (C#)" : "C# (ghn)");
        foreach (var dead in foreign.DistinctBy(one => one.Folder))
            Console.WriteLine(
                $"The kernel '{name}' in {dead.Folder} does not start ({dead.Problem}): ours replaces it."
            );
        Console.WriteLine($"Installed kernel '{name}' in {spec.Folder}");
        if (
            KernelSpec.In(JupyterFolders.All).FirstOrDefault(one => IsForeign(one, name)) is { } first
            && IsBefore(first, spec)
        )
            Console.WriteLine($"Remove {first.Folder}, because Jupyter finds it before ours.");
        if (name == RealName)
            Console.WriteLine(
                "It replaces .NET Interactive's kernel of that name, which is not installed: notebooks open with it "
                    + $"by default. Before you install .NET Interactive, run 'ghn kernel uninstall --name {RealName}'."
            );
        else
            Console.WriteLine(
                "Choose 'C# (ghn)' in the front end, or run "
                    + $"'jupyter nbconvert --to notebook --execute --ExecutePreprocessor.kernel_name={name} NOTEBOOK'."
            );
        return 0;
    }

    private static int Uninstall(string name, DirectoryInfo? prefix)
    {
        var found = KernelSpec.In([DataFolder(prefix)]).FirstOrDefault(one => one.Name == name);
        if (found is null)
            throw new GhnException($"No kernel '{name}' is installed in '{DataFolder(prefix)}'.");
        if (!found.IsOurs)
            throw new GhnException(
                $"The kernel in '{found.Folder}' is not ours; remove it with the tool that installed it."
            );
        Directory.Delete(found.Folder, recursive: true);
        Console.WriteLine($"Removed {found.Folder}");
        return 0;
    }

    private static bool IsBefore(KernelSpec one, KernelSpec other)
    {
        var order = JupyterFolders.All.Select(folder => Path.Combine(folder, "kernels", other.Name)).ToList();
        return order.IndexOf(one.Folder) < order.IndexOf(other.Folder);
    }

    private static bool IsForeign(KernelSpec spec, string name) => spec.Name == name && !spec.IsOurs;

    private static string DataFolder(DirectoryInfo? prefix) =>
        prefix is null ? JupyterFolders.User : Path.Combine(prefix.FullName, "share", "jupyter");
}
