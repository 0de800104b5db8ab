using System.Globalization;
using System.Text.RegularExpressions;

namespace Notebooks.Tests.EndToEnd;

/// <summary>In a process of its own, whose memory nothing else takes.</summary>
public sealed partial class GradientMemoryTests
{
    [Theory]
    [InlineData("SeparableConvolution3x3", 32, "permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)")]
    [InlineData("SeparableConvolution3x3", 32, "contiguous()")]
    [InlineData("SeparableConvolution3x3", 20, "permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)")]
    [InlineData("MaxPool3x3", 32, "contiguous()")]
    public void TheCollectorIsToldAboutWhatAPassKeeps(string kind, int channels, string layout)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Resident memory is read from /proc.");
        using var work = new Workspace();
        var code = $$"""
            #r "{{Workspace.Artifacts}}/TorchSharp.dll"
            #r "{{Workspace.Artifacts}}/Ghn.dll"
            using System.Reflection;
            using Ghn.Architectures; using Ghn.Graphs; using Ghn.Networks; using Ghn.Operators; using Ghn.Weights; using TorchSharp;
            Ghn.TorchRuntime.EnsureLoaded();
            var nodes = Enumerable.Range(0, 4).Select(i => new BlockNode(Operator.{{kind}}, [i]));
            var options = new NetworkOptions { Blocks = 6, ReductionsAfter = [], Channels = {{channels}}, StemStride = 1 };
            var graph = new ComputationGraph(new Architecture([.. nodes]), options);
            var weights = new WeightSet(graph, graph.Parameters.Select(p => torch.rand([.. p.Shape]).requires_grad_()).ToArray());
            var images = torch.rand(32, 3, 32, 32).{{layout}};
            var memory = typeof(Executor).Assembly.GetType("Ghn.Networks.GradientMemory");
            var told = memory.GetMethod("Of").Invoke(null, [weights, images, .. new object[memory.GetMethod("Of").GetParameters().Length - 2]]);
            Executor.Run(weights, images).Dispose();
            var before = Environment.WorkingSet;
            var held = Enumerable.Range(0, 4).Select(_ => Executor.Run(weights, images)).ToArray();
            var kept = (Environment.WorkingSet - before) / 3; // what the first pass left is used again
            $"told {(long)memory.GetField("_bytes", BindingFlags.NonPublic | BindingFlags.Instance).GetValue(told)} kept {kept}"
            """;
        work.Notebook("held", code);

        var run = work.Run("held.ipynb");

        Assert.True(run.ExitCode == 0, run.Text);
        var (told, kept) = Numbers().Match(work.Outputs("held", 0)) is { Success: true } found
            ? (Number(found.Groups[1]), Number(found.Groups[2]))
            : throw new InvalidOperationException(work.Outputs("held", 0));
        Assert.True(told / kept is > 0.65 and < 2.2, $"told {told / 1e6:0} MB, kept {kept / 1e6:0} MB");
    }

    private static double Number(Group digits) => double.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"told (\d+) kept (\d+)")]
    private static partial Regex Numbers();
}
