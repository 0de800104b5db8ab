using System.Text.Json;

namespace Ghn.Tool.Jupyter;

// A kernel that Jupyter knows: a folder with a file kernel.json. Without a readable file it has no language and no
// command. Ours are those that `ghn kernel install` wrote.
internal sealed record KernelSpec(string Folder, string Language, IReadOnlyList<string> Command, bool IsOurs)
{
    public const string OwnName = "ghn-csharp";
    public const string RealName = ".net-csharp"; // which the notebooks ask for

    private const string FileName = "kernel.json";
    private const string Mark = "ghn"; // in the metadata of our own

    public string Name => Path.GetFileName(Folder);

    // Why it does not start, as part of a sentence; null if it should.
    public string? Problem =>
        Command.Count == 0 ? $"{Path.Combine(Folder, FileName)} is not a kernel specification"
        : !Programs.IsThere(Command[0]) ? $"{Command[0]} is missing"
        // The command 'dotnet interactive' is the program dotnet-interactive.
        : Command is [var dotnet, "interactive", ..]
        && Path.GetFileNameWithoutExtension(dotnet) == "dotnet"
        && !Programs.IsThere("dotnet-interactive")
            ? "its tool dotnet-interactive is missing"
        : null;

    // All kernels in these data folders, those found first before those that they hide.
    public static IReadOnlyList<KernelSpec> In(IEnumerable<string> dataFolders) =>
        [
            .. dataFolders
                .Select(folder => Path.Combine(folder, "kernels"))
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateDirectories)
                .Where(folder => File.Exists(Path.Combine(folder, FileName)))
                .Select(Read),
        ];

    public static KernelSpec Write(string dataFolder, string name, string displayName)
    {
        var folder = Path.Combine(dataFolder, "kernels", name);
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ghn.exe" : "ghn");
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray(program, "kernel", "start", "{connection_file}"),
            ["display_name"] = displayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject
            {
                ["DOTNET_ROOT"] = DotnetRoot(), // front ends often start without the reader's shell
                ["TORCH_CPP_LOG_LEVEL"] = "ERROR",
            },
            ["metadata"] = new JsonObject { [Mark] = true, ["debugger"] = false },
        };
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(
                Path.Combine(folder, FileName),
                spec.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n"
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Because(
                $"The kernel cannot be installed in '{folder}': {e.Message} Choose another --prefix.",
                e
            );
        }
        return new KernelSpec(folder, "C#", [program], true);
    }

    private static KernelSpec Read(string folder)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName)))!;
            var ours = (bool?)json["metadata"]?[Mark] ?? false;
            var command = (json["argv"] as JsonArray ?? []).Select(word => (string?)word ?? "");
            return new KernelSpec(folder, (string?)json["language"] ?? "", [.. command], ours);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or NullReferenceException
                        or FormatException
                        or IOException
            )
        {
            return new KernelSpec(folder, "", [], Path.GetFileName(folder) == OwnName);
        }
    }

    // …/dotnet/shared/Microsoft.NETCore.App/10.0.1/
    private static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
