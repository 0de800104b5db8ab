using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security;

namespace Ghn.Kernel.Engine;

// Fetches a package that this program was not built with, from the registry that NuGet is configured for in the
// notebook's folder, into a cache: the second time it needs no network.
internal static partial class PackageRestore
{
    private const string FolderVariable = "GHN_PACKAGES";

    private const string Project = "package.csproj";
    private const string Built = "built";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static string Cache =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen)
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
                    ? Path.Combine(home, ".cache")
                    : Path.GetTempPath(),
                "ghn",
                "packages"
            );

    public static RestoredPackage Restored(string package, string? version, string notebookFolder)
    {
        if (!Name().IsMatch(package))
            throw new GhnException($"'{package}' is not a package: write #r \"nuget: Name, 1.2.3\".");
        if (version is not null)
            _ = PackageCatalog.Range(package, version);
        var folder = Path.Combine(Cache, version is null ? package : $"{package}.{FileName(version)}");
        if (!Directory.Exists(folder))
            Restore(package, version ?? "*", folder, notebookFolder);
        var assemblies = Directory
            .GetFiles(Path.Combine(folder, Built), "*.dll")
            .Where(file => Path.GetFileNameWithoutExtension(file) != Path.GetFileNameWithoutExtension(Project))
            .Where(IsManaged);
        return RestoredPackage.Read(package, Path.Combine(folder, "obj", "project.assets.json"), [.. assemblies]);
    }

    // 1.* as 1.x, and [1.0,2.0) as _5b1.0_2c2.0_29.
    private static string FileName(string version) =>
        Sign().Replace(version.Replace('*', 'x'), sign => $"_{(int)sign.Value[0]:x}");

    private static void Restore(string package, string version, string folder, string notebookFolder)
    {
        var unfinished = $"{folder}.{Environment.ProcessId}.unfinished";
        Directory.CreateDirectory(unfinished);
        try
        {
            File.WriteAllText(Path.Combine(unfinished, Project), ProjectFor(package, version, notebookFolder));
            var (code, text) = Build(unfinished);
            if (code != 0)
                throw new GhnException(
                    $"Package '{package}' is not part of this program and could not be fetched "
                        + $"({(Reason().Match(text) is { Success: true } match ? match.Groups[1].Value : text.Trim())}). Check "
                        + $"its name and the network, or use an installed package: {string.Join(", ", PackageCatalog.Names)}."
                );
            if (!Directory.Exists(folder)) // another kernel may have been faster
                Directory.Move(unfinished, folder);
        }
        finally
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
        }
    }

    // The native files lie flat beside the others where the project is for one platform.
    private static string ProjectFor(string package, string version, string notebookFolder) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.ToString(2)}</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <CopyLocalLockFileAssemblies>true</CopyLocalLockFileAssemblies>
                <RestoreRootConfigDirectory>{SecurityElement.Escape(notebookFolder)}</RestoreRootConfigDirectory>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{SecurityElement.Escape(version)}" />
              </ItemGroup>
            </Project>
            """;

    private static (int Code, string Text) Build(string folder)
    {
        var start = new ProcessStartInfo(
            Dotnet(),
            ["build", Project, "-o", Built, "-v", "quiet", "--nologo", "--disable-build-servers"]
        )
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var build = Process.Start(start)!;
            using var stop = Interruption.Token.Register(() => build.Kill(entireProcessTree: true));
            var output = build.StandardOutput.ReadToEndAsync();
            var errors = build.StandardError.ReadToEndAsync();
            if (!build.WaitForExit(Limit))
                build.Kill(entireProcessTree: true);
            build.WaitForExit();
            Interruption.Check();
            return (build.ExitCode, output.Result + errors.Result);
        }
        catch (Win32Exception)
        {
            return (1, "there is no 'dotnet' on the path; install the .NET SDK 10");
        }
    }

    // Front ends often start without the reader's PATH; the kernel's specification then tells the place.
    private static string Dotnet()
    {
        var program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        return
            Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root
            && Path.Combine(root, program) is var file
            && File.Exists(file)
            ? file
            : program;
    }

    private static bool IsManaged(string file)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]+$")]
    private static partial Regex Name();

    [GeneratedRegex("[^0-9A-Za-z.+-]")]
    private static partial Regex Sign();

    [GeneratedRegex(@"error (NU\d+: .*?)(\s\[|\r?$)", RegexOptions.Multiline)]
    private static partial Regex Reason();
}

// A package in the cache. It extends another one as "Plotly.NET.Interactive" does "Plotly.NET". An extension is code
// that .NET Interactive would run.
internal sealed record RestoredPackage(IReadOnlyList<string> Assemblies, string? Extends, bool HasExtension)
{
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
