using System.Text.Json.Nodes;

namespace Ghn.Kernel.Engine;

/// <summary>A package in the cache.</summary>
/// <param name="Assemblies">Its assemblies and those of all that it needs.</param>
/// <param name="Extends">The package that it extends, as "Plotly.NET.Interactive" does "Plotly.NET"; null if it is none of these.</param>
/// <param name="HasExtension">Whether it holds code that .NET Interactive would run when it is referred to.</param>
internal sealed record RestoredPackage(IReadOnlyList<string> Assemblies, string? Extends, bool HasExtension)
{
    /// <summary>Takes the rest from what the restore wrote about the package.</summary>
    public static RestoredPackage Read(string package, string assets, IReadOnlyList<string> assemblies)
    {
        var root = JsonNode.Parse(File.ReadAllText(assets))!;
        var dependencies = root["targets"]!
            .AsObject()
            .SelectMany(target => target.Value!.AsObject())
            .Where(IsIt)
            .SelectMany(one => one.Value!["dependencies"] as JsonObject ?? []);
        var files = root["libraries"]!.AsObject().Where(IsIt).SelectMany(one => one.Value!["files"]!.AsArray());
        return new RestoredPackage(
            assemblies,
            dependencies
                .Select(one => one.Key)
                .FirstOrDefault(one => package.StartsWith(one + ".", StringComparison.OrdinalIgnoreCase)),
            files.Any(file => ((string)file!).StartsWith("interactive-extensions/dotnet/", StringComparison.Ordinal))
        );

        bool IsIt(KeyValuePair<string, JsonNode?> one) =>
            one.Key.StartsWith(package + "/", StringComparison.OrdinalIgnoreCase);
    }
}
