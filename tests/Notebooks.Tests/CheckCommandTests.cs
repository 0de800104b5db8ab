using System.Diagnostics;
using System.Text.Json;

namespace Notebooks.Tests;

/// <summary>`ghn check` as a user runs it: from another folder, on a good installation and on broken copies of it.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private static readonly string s_artifacts = FindArtifacts();
    private readonly string _folder = Directory.CreateTempSubdirectory("ghn-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_fresh_build_is_ready()
    {
        var (exitCode, rows) = Check(s_artifacts);

        Assert.Equal(0, exitCode);
        Assert.Equal("ok", State(rows, "libtorch"));
        Assert.Equal("ok", State(rows, "computation"));
        Assert.Equal("ok", State(rows, "artifacts/ghn"));
    }

    [Fact]
    public void A_damaged_data_set_in_the_folder_that_is_named_is_a_warning()
    {
        var cifar = Directory.CreateDirectory(Path.Combine(_folder, "cifar-10-batches-bin")).FullName;
        File.WriteAllText(Path.Combine(cifar, "data_batch_1.bin"), "");

        var (_, rows) = Check(s_artifacts, "--data-folder", _folder);

        Assert.Equal("ok", State(rows, "generated"));
        Assert.Equal("warning", State(rows, "cifar10"));
        Assert.Contains(cifar, Row(rows, "cifar10").GetProperty("finding").GetString());
    }

    [Fact]
    public void Missing_native_libraries_are_a_failed_row_with_a_remedy()
    {
        CopyManagedFiles();

        var (exitCode, rows) = Check(_folder);

        Assert.Equal(1, exitCode);
        Assert.Equal("failed", State(rows, "libtorch"));
        Assert.Contains(
            "dotnet build",
            Row(rows, "libtorch").GetProperty("remedy").GetString(),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetDirectories(_folder)); // TorchSharp would gather the package cache here
    }

    [Fact]
    public void A_library_that_ends_the_process_is_a_failed_row()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the loader throws.");
        CopyManagedFiles();
        foreach (var library in Directory.GetFiles(s_artifacts, "*.so*").Select(f => Path.GetFileName(f)))
            File.CreateSymbolicLink(Path.Combine(_folder, library), Path.Combine(s_artifacts, library));
        var truncated = Path.Combine(_folder, "libc10.so"); // the loader reads its headers, then maps what is not there
        var bytes = File.ReadAllBytes(truncated)[..100_000];
        File.Delete(truncated);
        File.WriteAllBytes(truncated, bytes);

        var (exitCode, rows) = Check(_folder);

        Assert.Equal(1, exitCode);
        Assert.Equal("failed", State(rows, "libtorch"));
    }

    private void CopyManagedFiles()
    {
        foreach (var file in Directory.GetFiles(s_artifacts).Where(f => !Path.GetFileName(f).Contains(".so")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    private static (int ExitCode, JsonElement Rows) Check(string installation, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(installation, "ghn"), ["check", "--json", .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, JsonDocument.Parse(output).RootElement);
    }

    private static JsonElement Row(JsonElement rows, string name) =>
        rows.EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);

    private static string State(JsonElement rows, string name) => Row(rows, name).GetProperty("state").GetString()!;

    private static string FindArtifacts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GhnNotebooks.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must lie inside a clone.");
        return Path.Combine(folder.FullName, "artifacts", "ghn");
    }
}
