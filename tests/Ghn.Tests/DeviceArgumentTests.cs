using System.Text.RegularExpressions;

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

    [Fact]
    public void Every_new_tensor_names_its_device() =>
        Assert.Empty(
            LibrarySources
                .In("Ghn")
                .Where(f => !s_onTheCpu.Any(p => f.Name.StartsWith(p, StringComparison.Ordinal)))
                .SelectMany(f => Undecided(f.Text).Select(call => $"{f.Name}: {call}"))
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

    private static IEnumerable<string> Undecided(string text) =>
        LibrarySources.Calls(text, Factory()).Where(call => !call.Contains("device:", StringComparison.Ordinal));

    [GeneratedRegex(
        @"(?<![\w.])(TorchSharp\.)?(torch\.)?(zeros|ones|full|empty|tensor|arange|linspace|eye|rand|randn|randint|randperm)\("
    )]
    private static partial Regex Factory();
}
