namespace Ghn.Kernel.Engine;

/// <summary>The assemblies that <c>#r "nuget: …"</c> brings, loaded.</summary>
internal static class PackageReferences
{
    private const string Instead = "show its values with display(HTML(…))";

    /// <summary>Their files. Throws <see cref="GhnException"/> where there are none, or none that can be used here.</summary>
    public static IReadOnlyList<string> Of(PackageName package, string notebookFolder)
    {
        if (PackageCatalog.Assemblies(package.Name, package.Version) is { } own)
            return own;
        var restored = PackageRestore.Restored(package.Name, package.Version, notebookFolder);
        // All are looked at before the first is loaded: what was loaded stays for the session.
        if (
            restored.Assemblies.Select(HostAssemblies.CollisionOf).FirstOrDefault(one => one is not null) is
            { } collision
        )
        {
            var remedy =
                collision.Remedy
                ?? (
                    restored.Extends is { } library
                        ? $"use '{library}' and {Instead}"
                        : "use another version or another package"
                );
            throw new GhnException($"Package '{package.Name}' cannot be used here ({collision.Reason}): {remedy}.");
        }
        if (restored.HasExtension)
            Console.WriteLine(
                $"Package '{package.Name}' has an extension for .NET Interactive, which does not run here: {Instead}."
            );
        return [.. restored.Assemblies.Select(HostAssemblies.Load)];
    }
}
