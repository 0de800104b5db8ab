using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Notebooks.Tests;

/// <summary>Where the built tool lies, and how unit tests find its assemblies there.</summary>
internal static class ToolAssemblies
{
    public static string Repository { get; } = FindRepository();

    public static string Folder { get; } = Path.Combine(Repository, "artifacts", "ghn");

    [ModuleInitializer]
    internal static void Resolve() =>
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(Folder, name.Name + ".dll") is var path && File.Exists(path)
                ? context.LoadFromAssemblyPath(path)
                : null;

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(folder.FullName, "GhnNotebooks.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
