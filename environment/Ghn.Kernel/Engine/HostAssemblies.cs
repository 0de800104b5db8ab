using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;

namespace Ghn.Kernel.Engine;

// Why something cannot be used beside this program, as the middle of a sentence; what helps, if that is known.
internal sealed record Collision(string Reason, string? Remedy);

// Loads every assembly once, into the default load context. A notebook refers by path to the folder in which this
// program lies: what the program itself has is always taken from there, so that a type or a native library (libtorch)
// never exists twice. Everything else goes into the same context, where cells find it by its name. That context holds
// one version of a name; a package that was built for a later one gets it in a context beside.
internal static class HostAssemblies
{
    private static readonly Dictionary<string, string> Own = Trusted()
        .DistinctBy(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase) // as the runtime: the first one counts
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Folders = [];

    // What a reference to an assembly of packages would make ambiguous in every cell.
    private static readonly HashSet<string> OwnTypes =
    [
        .. typeof(DisplayedValue).Assembly.GetExportedTypes().Select(type => type.FullName!),
    ];

    static HostAssemblies() =>
        AssemblyLoadContext.Default.Resolving += (_, name) => Loaded(name) ?? FromKnownFolder(name);

    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public static IEnumerable<string> Framework => Own.Values.Where(IsFramework);

    public static bool IsFramework(string path) => Path.GetDirectoryName(path) == FrameworkFolder;

    public static string? Find(string name) => Own.GetValueOrDefault(name);

    // Whether a cell has been compiled. What refers to an assembly is another type to the compiler once that assembly
    // is replaced by a later version: variables of earlier cells, even `display`, would be of no use.
    public static bool InUse { get; set; }

    // Why the file cannot be used beside this program, and what helps; null if it can.
    public static Collision? CollisionOf(string path)
    {
        var wanted = AssemblyName.GetAssemblyName(path);
        if (Standing(wanted) is not null)
            return null;
        // TorchSharp and our own share values and native code with the program: a second copy would not understand the first.
        var isShared =
            wanted.Name == "TorchSharp" || wanted.Name!.StartsWith("Ghn", StringComparison.OrdinalIgnoreCase);
        if (Present(wanted.Name!) is { } present && (isShared || InUse))
            return new Collision(
                $"it contains {wanted.Name} {wanted.Version}, but {present.Version} is already loaded",
                isShared ? null : "put this #r into the first cell and restart"
            );
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return
            metadata
                .TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
                .FirstOrDefault(OwnTypes.Contains)
                is { } type
            ? new Collision($"both it and this program define the type {type}", null)
            : null;
    }

    // Makes the assembly at the path usable, and says which file stands for it.
    public static string Load(string path)
    {
        var wanted = AssemblyName.GetAssemblyName(path);
        if (Standing(wanted) is { } standing)
            return standing;
        Folders.Add(Path.GetDirectoryName(path)!);
        return LoadFrom(path).Location;
    }

    // The file of this program's own assembly, or of one that is loaded, if it can stand for the one that is asked for.
    public static string? Standing(AssemblyName wanted) =>
        Find(wanted.Name!) is { } own && Serves(AssemblyName.GetAssemblyName(own), wanted)
            ? own
            : Loaded(wanted)?.Location;

    private static AssemblyName? Present(string name) =>
        Find(name) is { } own
            ? AssemblyName.GetAssemblyName(own)
            : AssemblyLoadContext
                .Default.Assemblies.Select(one => one.GetName())
                .FirstOrDefault(one => IsCalled(one, name));

    private static Assembly? Loaded(AssemblyName wanted) =>
        AssemblyLoadContext
            .All.SelectMany(context => context.Assemblies)
            .FirstOrDefault(one => !one.IsDynamic && one.Location.Length > 0 && Serves(one.GetName(), wanted));

    private static Assembly? FromKnownFolder(AssemblyName name) =>
        Folders
            .Select(folder => Path.Combine(folder, name.Name + ".dll"))
            .Where(file => File.Exists(file) && Serves(AssemblyName.GetAssemblyName(file), name))
            .Select(LoadFrom)
            .FirstOrDefault();

    private static Assembly LoadFrom(string path)
    {
        var name = AssemblyName.GetAssemblyName(path).Name!;
        var context = Present(name) is null ? AssemblyLoadContext.Default : new AssemblyLoadContext(name);
        return context.LoadFromAssemblyPath(path);
    }

    // The runtime's own rule: the same publisher, and no earlier version.
    private static bool Serves(AssemblyName one, AssemblyName wanted) =>
        IsCalled(one, wanted.Name)
        && (wanted.Version is null || one.Version >= wanted.Version)
        && (wanted.GetPublicKeyToken() is not { Length: > 0 } key || key.SequenceEqual(one.GetPublicKeyToken() ?? []));

    private static bool IsCalled(AssemblyName one, string? name) =>
        string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase);

    private static string[] Trusted() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            .ToArray();
}
