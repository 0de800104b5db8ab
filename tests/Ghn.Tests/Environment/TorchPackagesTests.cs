using System.Text.Json;

namespace Ghn.Tests.EnvironmentTests;

/// <summary>Which packages the library refers to, and what a wrong choice says. Nothing is restored.</summary>
public sealed class TorchPackagesTests
{
    [Theory]
    [InlineData("linux-x64")]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    public void Cpu_is_TorchSharp_and_the_libtorch_of_one_platform(string rid)
    {
        var (packages, versions) = Evaluate("-p:Torch=cpu", $"-p:HostRid={rid}");

        Assert.Equal(["TorchSharp", $"libtorch-cpu-{rid}"], packages);
        Assert.Equal("2.10.0", versions[$"libtorch-cpu-{rid}"]);
    }

    [Fact]
    public void Cpu_is_the_default()
    {
        Assert.Contains("TorchSharp", Evaluate().Packages);
    }

    [Fact]
    public void Cuda_is_one_package_of_the_same_version()
    {
        var (packages, versions) = Evaluate("-p:Torch=cuda");

        Assert.Equal(["TorchSharp-cuda-linux"], packages);
        Assert.Equal(versions["TorchSharp"], versions["TorchSharp-cuda-linux"]);
    }

    [Theory]
    [InlineData("banana", "linux-x64", "Torch=banana is not known: use -p:Torch=cpu (the default) or -p:Torch=cuda.")]
    [InlineData("cpu", "linux-arm64", "There is no libtorch package for linux-arm64")]
    [InlineData("cpu", "osx-x64", "There is no libtorch package for osx-x64")]
    [InlineData("cuda", "osx-arm64", "Torch=cuda needs linux-x64, and this is osx-arm64")]
    public void An_impossible_choice_is_one_error_before_anything_is_restored(string torch, string rid, string sentence)
    {
        string[] arguments =
        [
            "restore",
            "environment/Ghn.Tool/Ghn.Tool.csproj",
            $"-p:Torch={torch}",
            $"-p:HostRid={rid}",
            "-nodeReuse:false",
        ];

        var (exitCode, output) = Repository.Run("dotnet", arguments);

        Assert.Equal(1, exitCode);
        var error = Assert.Single(
            output
                .Split('\n')
                .Where(l => l.Contains("error", StringComparison.Ordinal))
                .Select(l => l.Trim())
                .Distinct()
        );
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    private static (List<string> Packages, Dictionary<string, string> Versions) Evaluate(params string[] properties)
    {
        string[] arguments = ["msbuild", "lib/Ghn/Ghn.csproj", "-getItem:PackageReference,PackageVersion"];
        var (exitCode, output) = Repository.Run("dotnet", [.. arguments, .. properties]);
        Assert.True(exitCode == 0, output);
        var items = JsonDocument.Parse(output).RootElement.GetProperty("Items");
        return (
            items
                .GetProperty("PackageReference")
                .EnumerateArray()
                .Select(Identity)
                .Where(p => p.Contains("torch", StringComparison.OrdinalIgnoreCase))
                .ToList(),
            items
                .GetProperty("PackageVersion")
                .EnumerateArray()
                .ToDictionary(Identity, p => p.GetProperty("Version").GetString()!)
        );
    }

    private static string Identity(JsonElement item) => item.GetProperty("Identity").GetString()!;
}
