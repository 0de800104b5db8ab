using System.Text.Json.Nodes;

namespace Ghn.Tool.Notebooks.Engine;

/// <summary>
/// The packages that this program was built with. What <c>#r "nuget: …"</c> names beyond them, <see cref="PackageRestore"/>
/// fetches.
/// </summary>
internal static class PackageCatalog
{
    private static readonly Lazy<Dictionary<string, (string Version, JsonObject Entry)>> Packages = new(Read);

    public static IEnumerable<string> Names => Packages.Value.Keys.Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>The assemblies of a package and of all that it depends on; null if it is not here.</summary>
    public static IReadOnlyList<string>? Assemblies(string package, string? version)
    {
        if (!Packages.Value.TryGetValue(package, out var found))
            return null;
        if (version is not null && !version.Contains('*', StringComparison.Ordinal) && version != found.Version)
            StandFor(version, package, found.Version);
        var assemblies = new HashSet<string>();
        Collect(package, assemblies, []);
        return [.. assemblies];
    }

    // To NuGet, a version means that one or a later one.
    private static void StandFor(string asked, string package, string own)
    {
        if (Number(asked) is not { } number || number > Number(own))
            throw new GhnException(
                $"Package '{package}' is here in version {own}, not {asked}; ask for that or for none."
            );
        Console.WriteLine($"Package '{package}' is here in version {own}, which stands for {asked}.");
    }

    private static Version? Number(string version)
    {
        var number = version.Split('-', '+')[0];
        return Version.TryParse(number.Contains('.', StringComparison.Ordinal) ? number : number + ".0", out var parsed)
            ? parsed
            : null;
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
        var name = typeof(PackageCatalog).Assembly.GetName().Name;
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name + ".deps.json")))!;
        var target = root["targets"]![(string)root["runtimeTarget"]!["name"]!]!.AsObject();
        return target
            .Where(entry => (string?)root["libraries"]![entry.Key]!["type"] == "package")
            .Select(entry => (Parts: entry.Key.Split('/'), Entry: entry.Value!.AsObject()))
            .ToDictionary(one => one.Parts[0], one => (one.Parts[1], one.Entry), StringComparer.OrdinalIgnoreCase);
    }
}
