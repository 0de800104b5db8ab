using System.ComponentModel;

namespace Ghn.Tool.Jupyter;

// Microsoft's .NET Interactive: not needed, but where a registry still has it, it can be installed.
internal static class DotnetInteractive
{
    private const string Package = "Microsoft.dotnet-interactive";

    // Installs the tool, then its kernels. Throws GhnException at the step that fails.
    public static async Task<int> InstallAsync(CancellationToken cancel)
    {
        if (
            KernelSpec.In(JupyterFolders.All).FirstOrDefault(one => one.IsOurs && one.Name == ".net-csharp") is { } ours
        )
            throw new GhnException(
                $"Our kernel in '{ours.Folder}' has its name; run 'ghn kernel uninstall --name .net-csharp' first."
            );
        if (await RunAsync(["tool", "update", "--global", Package], cancel) != 0) // installs, too
            throw new GhnException(
                $"{Package} could not be installed (see above); the notebooks need it only for the Polyglot extension."
            );
        var tools = Programs.DotnetTools;
        var kernels = Path.Combine(JupyterFolders.User, "kernels");
        Directory.CreateDirectory(kernels); // the tool writes into a folder only if there is one
        var install = new[] { "jupyter", "install", "--path", kernels };
        if (await RunAsync(install, cancel, Path.Combine(tools, "dotnet-interactive")) != 0)
            throw new GhnException($"{Package} is installed, but could not write its kernels into '{kernels}'.");
        if (Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Contains(tools) != true)
            Console.WriteLine($"Add '{tools}' to PATH: Jupyter starts this kernel as 'dotnet interactive'.");
        return KernelStatus.Write(Console.Out); // which kernel VS Code and Jupyter take now
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<string> arguments,
        CancellationToken cancel,
        string program = "dotnet"
    )
    {
        try
        {
            using var process = Process.Start(program, arguments);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            throw new GhnException(
                $"'{program}' does not start; install the .NET SDK 10 and check whether the file exists."
            );
        }
    }
}
