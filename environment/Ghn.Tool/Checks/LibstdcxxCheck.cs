using Ghn.Native;

namespace Ghn.Tool.Checks;

// Whether the system's libstdc++ has every version that TorchSharp's native library insists on.
internal static class LibstdcxxCheck
{
    private const string Name = "libstdc++";
    private const string Library = "libLibTorchSharp.so";
    private const string Rebuild = $"Run '{Installation.BuildCommand}', which copies and adapts the library.";

    public static IEnumerable<CheckRow> Rows() =>
        OperatingSystem.IsLinux()
            ? [Row(Path.Combine(Installation.Folder, Library), ElfVersions.FindSystemLibrary())]
            : [];

    internal static CheckRow Row(string library, string? system)
    {
        if (system is null)
            return CheckRow.Failed(
                Name,
                "no libstdc++.so.6 found",
                "Install libstdc++6 with the system's package manager."
            );
        if (!File.Exists(library))
            return CheckRow.Failed(Name, $"{library} is missing", Rebuild);
        try
        {
            var defined = ElfVersions.Read(system).Defined;
            var missing = ElfVersions
                .Read(library)
                .Needs.Where(IsLibstdcxx)
                .Where(n => !defined.Contains(n.Version))
                .ToList();
            var level = $"the system has {Highest(defined)}";
            if (missing.Count == 0)
                return CheckRow.Ok(Name, $"{level}; nothing to adapt");
            var versions = string.Join(", ", missing.Select(n => n.Version));
            return missing.TrueForAll(n => n.IsWeak)
                ? CheckRow.Ok(Name, $"{level}; {versions} is optional (weak) in {Library}")
                : CheckRow.Failed(Name, $"{level}; {Library} needs {versions}", Rebuild);
        }
        catch (InvalidDataException e)
        {
            return CheckRow.Failed(Name, e.Message, Rebuild);
        }
    }

    private static bool IsLibstdcxx(ElfVersions.Need need) =>
        need.Library.StartsWith("libstdc++", StringComparison.Ordinal);

    private static string Highest(IEnumerable<string> versions) =>
        versions
            .Where(v =>
                v.StartsWith("GLIBCXX_", StringComparison.Ordinal) && Version.TryParse(v["GLIBCXX_".Length..], out _)
            )
            .MaxBy(v => Version.Parse(v["GLIBCXX_".Length..]))
        ?? "no GLIBCXX version";
}
