using System.Reflection;
using NuGet.Versioning;

namespace Ghn.Kernel.Engine;

// The packages that this program was built with. What `#r "nuget: …"` names beyond them, PackageRestore fetches.
internal static class PackageCatalog
{
    private static readonly Lazy<Dictionary<string, (string Version, JsonObject Entry)>> Packages = new(Read);

    public static IEnumerable<string> Names => Packages.Value.Keys.Order(StringComparer.OrdinalIgnoreCase);

    // The assemblies of a package and of all that it depends on; null if it is not here.
    public static IReadOnlyList<string>? Assemblies(string package, string? version)
    {
        if (!Packages.Value.TryGetValue(package, out var found))
            return null;
        if (version is not null && version != found.Version)
            Check(package, version, found.Version);
        var assemblies = new HashSet<string>();
        Collect(package, assemblies, []);
        return [.. assemblies];
    }

    // A version as NuGet reads it: that one or a later one, a pattern (1.2.*), or a range ([1.0,2.0)).
    public static VersionRange Range(string package, string version) =>
        VersionRange.TryParse(version, out var range)
            ? range
            : throw new GhnException($"'{package}, {version}' is not a package: write #r \"nuget: Name, 1.2.3\".");

    private static void Check(string package, string asked, string own)
    {
        var range = Range(package, asked);
        if (!range.Satisfies(NuGetVersion.Parse(own)))
            throw new GhnException(
                $"Package '{package}' is installed in version {own}, which {asked} does not allow; "
                    + "request a version that allows it, or no version."
            );
        if (NuGetVersion.TryParse(asked, out _))
            Console.WriteLine($"Package '{package}': this program uses its own version {own} instead of {asked}.");
    }

    private static void Collect(string package, HashSet<string> assemblies, HashSet<string> seen)
    {
        if (!Packages.Value.TryGetValue(package, out var found) || !seen.Add(package))
            return;
        foreach (var (file, _) in found.Entry["runtime"] as JsonObject ?? [])
            if (HostAssemblies.Find(Path.GetFileNameWithoutExtension(file)) is { } path)
                assemblies.Add(path);
        foreach (var (dependency, _) in found.Entry["dependencies"] as JsonObject ?? [])
            Collect(dependency, assemblies, seen);
    }

    private static Dictionary<string, (string, JsonObject)> Read()
    {
        var name = Assembly.GetEntryAssembly()!.GetName().Name;
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name + ".deps.json")))!;
        var target = root["targets"]![(string)root["runtimeTarget"]!["name"]!]!.AsObject();
        return target
            .Where(entry => (string?)root["libraries"]![entry.Key]!["type"] == "package")
            .Select(entry => (Parts: entry.Key.Split('/'), Entry: entry.Value!.AsObject()))
            .ToDictionary(one => one.Parts[0], one => (one.Parts[1], one.Entry), StringComparer.OrdinalIgnoreCase);
    }
}

// The assemblies that `#r "nuget: …"` brings, loaded.
internal static class PackageReferences
{
    private const string Instead = "show its values with display(HTML(…))";
    private const string Draw =
        "draw with XPlot.Plotly, which is part of this program; charts of Plotly.NET load their script from the network";

    // Their files. Throws GhnException where there are none, or none that can be used here.
    public static IReadOnlyList<string> Of(PackageName package, string notebookFolder)
    {
        if (PackageCatalog.Assemblies(package.Name, package.Version) is { } own)
            return own;
        var restored = PackageRestore.Restored(package.Name, package.Version, notebookFolder);
        var drawsOnline = restored.Assemblies.Any(file => Path.GetFileName(file) == "Plotly.NET.dll");
        // All are looked at before the first is loaded: what was loaded stays for the session.
        if (
            restored.Assemblies.Select(HostAssemblies.CollisionOf).FirstOrDefault(one => one is not null) is
            { } collision
        )
        {
            var remedy =
                collision.Remedy
                ?? (
                    drawsOnline ? Draw
                    : restored.Extends is { } library ? $"use '{library}' and {Instead}"
                    : "use another version or another package"
                );
            throw new GhnException($"Package '{package.Name}' cannot be used here ({collision.Reason}): {remedy}.");
        }
        if (drawsOnline)
            Console.WriteLine($"Charts of '{package.Name}' are not shown as values: {Draw}.");
        else if (restored.HasExtension)
            Console.WriteLine(
                $"Package '{package.Name}' has an extension for .NET Interactive that does not run here: {Instead}."
            );
        return [.. restored.Assemblies.Select(HostAssemblies.Load)];
    }
}
