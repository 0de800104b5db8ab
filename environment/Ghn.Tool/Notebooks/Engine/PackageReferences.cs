namespace Ghn.Tool.Notebooks.Engine;

/// <summary>The assemblies that <c>#r "nuget: …"</c> brings, loaded.</summary>
internal static class PackageReferences
{
    private const string Instead = "show its values with display(HTML(…))";
    private const string Draw =
        "draw with XPlot.Plotly, which is part of this program; charts of Plotly.NET load their script from the network";

    /// <summary>Their files. Throws <see cref="GhnException"/> where there are none, or none that can be used here.</summary>
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
                $"Package '{package.Name}' has an extension for .NET Interactive, which does not run here: {Instead}."
            );
        return [.. restored.Assemblies.Select(HostAssemblies.Load)];
    }
}
