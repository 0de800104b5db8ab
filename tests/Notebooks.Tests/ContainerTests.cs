using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Notebooks.Tests;

/// <summary>The container files, as far as that can be checked without a container.</summary>
public sealed partial class ContainerTests
{
    private static readonly JsonDocumentOptions s_withComments = new() { CommentHandling = JsonCommentHandling.Skip };

    [Fact]
    public void TheDevContainerAndTheDockerfileNameScriptsThatAreThere()
    {
        using var dev = JsonDocument.Parse(Read(".devcontainer/devcontainer.json"), s_withComments);
        var command = dev.RootElement.GetProperty("onCreateCommand").GetString()!;
        var image = dev.RootElement.GetProperty("image").GetString()!;
        var docker = Read("environment/Dockerfile");

        Assert.Contains($"FROM {image}", docker); // one base for both
        var scripts = Script().Matches(command + "\n" + docker).Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(2, scripts.Length);
        Assert.All(
            scripts,
            script => Assert.True(File.Exists(Path.Combine(ToolAssemblies.Repository, script)), script)
        );
    }

    [Theory]
    [InlineData("environment/container-setup.sh")]
    [InlineData("environment/ghn")]
    [InlineData(".ci/run")]
    public void ScriptsAreValid(string script)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash.");
        using var bash = Process.Start("/bin/bash", ["-n", Path.Combine(ToolAssemblies.Repository, script)]);
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(ToolAssemblies.Repository, path));

    [GeneratedRegex("bash (environment/\\S+\\.sh)")]
    private static partial Regex Script();
}
