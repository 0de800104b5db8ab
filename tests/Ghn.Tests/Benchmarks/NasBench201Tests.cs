using Ghn.Architectures;
using Ghn.Benchmarks;
using Ghn.Experiments.Statistics;
using Ghn.Graphs;
using Ghn.Operators;
using Ghn.Search;
using Ghn.Spaces;
using static TorchSharp.torch;

namespace Ghn.Tests.Benchmarks;

/// <summary>The real files, where this machine has them: in GHN_DATA.</summary>
public sealed class NasBench201Tests
{
    private static readonly NetworkOptions s_network = NasBench201Space.Network() with { NormAffine = true };

    [Fact]
    public void Parameters_and_flops_of_all_cells_are_those_of_the_file()
    {
        var benchmark = Load();
        Assert.Equal(9_445, benchmark.Architectures.Count);
        Assert.Equal(0.9157, benchmark.Accuracies.Max(), 1e-9);
        var (parameters, flops) = (benchmark.Scores["params"], benchmark.Scores["flops"]);
        for (var i = 0; i < benchmark.Architectures.Count; i++)
        {
            var graph = NasBench201Space.Build((NasBench201Cell)benchmark.Architectures[i], s_network);
            Assert.Equal(parameters[i], graph.ParameterCount / 1e6, 1e-9);
            Assert.Equal(flops[i], PublishedFlops(graph) / 1e6, 1e-9);
        }
    }

    [Fact]
    public void Our_proxies_rank_as_the_published_ones()
    {
        using var scope = NewDisposeScope();
        var some = Load().Split(40).Development;
        var graphs = some
            .Architectures.Select(a => NasBench201Space.Build((NasBench201Cell)a, NasBench201Space.Network()))
            .ToArray();
        var images = randn(32, 32, 32, 3, generator: new Generator(1)).permute(0, 3, 1, 2);
        AssertAgree("synflow", 0.9, g => ZeroCostScores.Synflow(g));
        AssertAgree("nwot", 0.9, g => ZeroCostScores.Nwot(g, images));

        void AssertAgree(string name, double least, Func<ComputationGraph, double> score)
        {
            var ours = new FunctionScore(score).Of(graphs);
            Assert.InRange(Correlation.Spearman([.. ours], some.Scores[name]), least, 1);
        }
    }

    /// <summary>
    /// The file's FLOPs: our multiply-adds, and for each output of a norm 2, of a ReLU 1, of a pooling the size of its window;
    /// 81 a channel for the global pooling.
    /// </summary>
    private static long PublishedFlops(ComputationGraph graph)
    {
        long sum = graph.MultiplyAdds;
        foreach (var node in graph.Nodes)
        {
            long outputs = (long)node.OutputSize * node.OutputSize * node.OutputChannels;
            long inputs = (long)node.InputSize * node.InputSize * node.InputChannels;
            sum += node.Operator.HasNorm ? 2 * outputs : 0;
            sum += node.Operator == Operator.AveragePool3x3WithoutPadding ? 9 * outputs : 0;
            sum += node.Operator == Operator.Shortcut ? inputs : 0;
            sum += node.Operator == Operator.Classifier ? inputs + 81 * node.InputChannels : 0;
            sum += node.Operator == Operator.Convolution1x1 || node.Operator == Operator.Convolution3x3 ? inputs : 0;
        }
        return sum;
    }

    private static TabularBenchmark Load()
    {
        var folder = Environment.GetEnvironmentVariable("GHN_DATA") ?? "";
        Assert.SkipUnless(
            new[] { folder, Path.Combine(folder, "nas-bench") }.Any(f =>
                File.Exists(Path.Combine(f, "nb201_valid_nets.csv"))
            ),
            "No NAS-Bench-201 here: run 'ghn data download nas-bench-201' and set GHN_DATA."
        );
        return NasBench201.Load();
    }
}
