using System.Text.RegularExpressions;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests;

/// <summary>A tensor that the library makes says on which device, in every call, or is moved to one.</summary>
public sealed partial class DeviceArgumentTests
{
    /// <summary>Where tensors are made on the CPU on purpose: they are copied to where they are wanted.</summary>
    private static readonly string[] s_onTheCpu =
    [
        "Data/", // images in memory; batches of them go to a device
        "Hypernetworks/ParameterInitialization.cs",
        "Weights/OneShotWeights.cs", // parameters of a module, which is moved as a whole
        "Training/CheckpointFile.cs",
    ];

    private static string Library => Path.Combine(Repository.Root, "lib", "Ghn");

    [Fact]
    public void Every_new_tensor_names_its_device() =>
        Assert.Empty(
            Directory
                .EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories)
                .Select(f => (Name: Path.GetRelativePath(Library, f).Replace('\\', '/'), File: f))
                .Where(f => !f.Name.StartsWith("bin/", StringComparison.Ordinal))
                .Where(f => !f.Name.StartsWith("obj/", StringComparison.Ordinal))
                .Where(f => !s_onTheCpu.Any(p => f.Name.StartsWith(p, StringComparison.Ordinal)))
                .SelectMany(f => Undecided(File.ReadAllText(f.File)).Select(call => $"{f.Name}: {call}"))
        );

    [Theory]
    [InlineData("var x = zeros(3, 4);", 1)]
    [InlineData("var x = torch.tensor(f(1), [2]);", 1)]
    [InlineData("var x = TorchSharp.torch.zeros(3);", 1)]
    [InlineData("var x = zeros(f(3), device: d);", 0)]
    [InlineData("var x = zeros_like(y); // zeros(3)", 0)]
    [InlineData("var x = y.zeros(3);", 0)]
    public void The_rule_finds_a_call_without_one(string text, int found) =>
        Assert.Equal(found, Undecided(text).Count());

    private static IEnumerable<string> Undecided(string text)
    {
        text = Comment().Replace(text, "");
        foreach (Match call in Factory().Matches(text))
        {
            var end = call.Index + call.Length;
            for (var depth = 1; depth > 0 && end < text.Length; end++)
                depth +=
                    text[end] == '(' ? 1
                    : text[end] == ')' ? -1
                    : 0;
            if (!text[call.Index..end].Contains("device:", StringComparison.Ordinal))
                yield return text[call.Index..end];
        }
    }

    [GeneratedRegex(
        @"(?<![\w.])(TorchSharp\.)?(torch\.)?(zeros|ones|full|empty|tensor|arange|linspace|eye|rand|randn|randint|randperm)\("
    )]
    private static partial Regex Factory();

    [GeneratedRegex(@"(?<!:)//.*")]
    private static partial Regex Comment();
}
