using System.Reflection;
using System.Runtime.Loader;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>
/// Loads every assembly once, into the default load context. A notebook refers by path to the folder in which this
/// program lies: what the program itself has is always taken from there, so that a type or a native library (libtorch)
/// never exists twice. Everything else goes into the same context, where cells find it by its name.
/// </summary>
internal static class HostAssemblies
{
    private static readonly Dictionary<string, string> Own = Trusted()
        .DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase) // as the runtime: the first one counts
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Folders = [];

    static HostAssemblies() => AssemblyLoadContext.Default.Resolving += (_, name) => FromKnownFolder(name);

    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>The assemblies of .NET itself, which every cell may use.</summary>
    public static IEnumerable<string> Framework => Own.Values.Where(IsFramework);

    /// <summary>Whether the file is an assembly of .NET itself.</summary>
    public static bool IsFramework(string path) => Path.GetDirectoryName(path) == FrameworkFolder;

    /// <summary>The path of this program's own assembly of that name; null if it has none.</summary>
    public static string? Find(string name) => Own.GetValueOrDefault(name);

    /// <summary>Makes the assembly at the path usable, and says which file stands for it.</summary>
    public static string Load(string path)
    {
        var name = AssemblyName.GetAssemblyName(path).Name!;
        if (Own.TryGetValue(name, out var own))
            return own;
        Folders.Add(Path.GetDirectoryName(path)!);
        var loaded = AssemblyLoadContext.Default.Assemblies.FirstOrDefault(one =>
            string.Equals(one.GetName().Name, name, StringComparison.OrdinalIgnoreCase)
        );
        return (loaded ?? AssemblyLoadContext.Default.LoadFromAssemblyPath(path)).Location;
    }

    private static Assembly? FromKnownFolder(AssemblyName name) =>
        Folders
            .Select(folder => Path.Combine(folder, name.Name + ".dll"))
            .Where(File.Exists)
            .Select(AssemblyLoadContext.Default.LoadFromAssemblyPath)
            .FirstOrDefault();

    private static string[] Trusted() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            .ToArray();
}
