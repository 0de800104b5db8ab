using Ghn.Data;
using Ghn.Experiments;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;
using Ghn.Networks;
using Ghn.Spaces;
using Ghn.Tests.EnvironmentTests;
using Ghn.Tests.Networks;
using Ghn.Training;
using Ghn.Weights;
using static TorchSharp.torch;

namespace Ghn.Tests.Golden;

/// <summary>
/// What earlier versions wrote and drew stays what it is, whatever the code calls it: ledgers, checkpoints, architectures,
/// random streams. The numbers here were printed by the version that wrote the kept files.
/// </summary>
public sealed class StoredFilesTests
{
    private static readonly string s_results = Path.Combine(Repository.Root, "notebooks", "results");

    private static readonly string[] s_withoutUnits = ["training", "weight-sources"];

    private static readonly CellSpace s_cells = new() { Cells = [CellSpace.Cell(3), CellSpace.Cell(2)] };

    public static TheoryData<string> Checkpoints =>
        [.. Directory.GetFiles(s_results, "*.ghn").Select(f => Path.GetFileName(f)!).Order()];

    public static TheoryData<string> Ledgers =>
        [
            .. LedgerFile
                .In(s_results)
                .Where(f => !s_withoutUnits.Contains(f.Experiment))
                .Select(f => $"{f.Experiment} {f.Profile} {f.DataSet}"),
        ];

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void A_checkpoint_is_read_and_written_byte_for_byte(string name)
    {
        var path = Path.Combine(s_results, name);
        var again = Path.GetTempFileName();
        using (var source = Checkpoint.Load(path))
            Checkpoint.Save(source, again, Checkpoint.TrainedOn(path));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(again));
        File.Delete(again);
    }

    [Fact]
    public void A_checkpoint_of_the_first_schema_is_read_under_the_new_name_of_its_kind()
    {
        using var old = Checkpoint.Load(Path.Combine(Repository.Root, "tests", "Ghn.Tests", "Golden", "schema1.ghn"));
        var sizes = new SmashOptions
        {
            EmbeddingSize = 2,
            Hidden = 2,
            Decoder = new() { Hidden = 2, ChunkChannels = 8 },
        };
        using var made = new SmashHypernetwork(sizes, 7);
        var read = Assert.IsType<SmashHypernetwork>(old);
        Assert.Equal(sizes, read.Options);
        Assert.All(made.parameters().Zip(read.parameters()), p => Assert.True(p.First.Equals(p.Second)));
        var again = Path.GetTempFileName();
        Checkpoint.Save(old, again);
        using var saved = Checkpoint.Load(again);
        Assert.All(old.parameters().Zip(saved.parameters()), p => Assert.True(p.First.Equals(p.Second)));
        File.Delete(again);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(15_000)]
    [InlineData(-1)]
    public void A_damaged_or_cut_checkpoint_of_the_first_schema_is_refused(int place)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Ghn.Tests", "Golden", "schema1.ghn"));
        var path = Path.GetTempFileName();
        if (place >= 0)
            bytes[place] ^= 1;
        File.WriteAllBytes(path, place >= 0 ? bytes : bytes[..^1]);
        Assert.Contains("damaged or truncated", Assert.Throws<GhnException>(() => Checkpoint.Load(path)).Message);
        File.Delete(path);
    }

    [Theory]
    [InlineData("ghn", -2.492383573109969, 23.942421102588554)]
    [InlineData("training", -0.8869916235532926, 22.668982608133938)]
    [InlineData("one-shot", 1.8790764071141632, 12.064246820278273)]
    public void A_checkpoint_gives_the_logits_that_it_gave(string name, double sum, double length)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var path = Path.Combine(s_results, $"{name}.workshop.cifar10.ghn");
        using var source = Checkpoint.Load(path);
        var network = new NetworkOptions
        {
            Blocks = 3,
            ReductionsAfter = [1, 2],
            Channels = 16,
            StemStride = 2,
        };
        Assert.Equal(network, Checkpoint.TrainedOn(path));
        var graph = new ComputationGraph(new BlockSpace { Nodes = 7 }.Sample(new RandomStream(7, "golden")), network);
        using var batch = new GraphBatch([graph]);
        using var weights = source.Generate(batch)[0];
        AssertNear(sum, length, Executor.Run(weights, TestWeights.Images(32)));
    }

    [Theory]
    [MemberData(nameof(Ledgers))]
    public void Every_line_of_a_ledger_is_a_unit_of_its_experiment_with_its_options(string ledger)
    {
        var (name, profile, data) = ledger.Split(' ') switch
        {
            var p => (p[0], p[1], p[2]),
        };
        var settings = new NotebookSettings(Enum.Parse<Profile>(profile, true), true, new DataOptions { Name = data });
        using var experiment = PaperExperiments.Create(name, settings, s_results);
        var lines = File.ReadLines(experiment.LedgerPath).Count(l => l.Length > 0);
        Assert.Equal(lines, experiment.Status().Done);
        Assert.Empty(experiment.Problems());
    }

    [Fact]
    public void A_stream_draws_the_architectures_that_it_drew()
    {
        var block = new BlockSpace { Nodes = 4 }.Sample(new RandomStream(7, "golden"));
        Assert.Equal(
            """{"schema":1,"nodes":[{"operator":"Convolution1x1","inputs":[0]},{"operator":"AveragePool3x3","inputs":[0]},{"operator":"DilatedConvolution5x5","inputs":[1,2]},{"operator":"SeparableConvolution5x5","inputs":[3]}]}""",
            block.ToJson()
        );
        Assert.Equal(393312647523230239UL, block.StructuralHash());
        var drawn = s_cells.Sample(new RandomStream(7, "golden"));
        Assert.Equal(
            [
                """{"schema":2,"nodes":[{"operator":"Convolution1x1","inputs":[0],"scale":1},{"operator":"SeparableConvolution3x3","inputs":[0,1],"scale":2},{"operator":"AveragePool3x3","inputs":[0,2],"scale":1}]}""",
                """{"schema":2,"nodes":[{"operator":"SeparableConvolution5x5","inputs":[0],"scale":2},{"operator":"DilatedConvolution3x3","inputs":[0],"scale":1}]}""",
            ],
            drawn.Cells.Select(c => c.ToJson())
        );
        Assert.Equal(771925909563390031UL, drawn.StructuralHash());
        Assert.Equal(
            """{"schema":1,"nodes":[{"operator":"Convolution1x1","inputs":[0]},{"operator":"Identity","inputs":[0]},{"operator":"DilatedConvolution5x5","inputs":[1,2]},{"operator":"SeparableConvolution5x5","inputs":[3]}]}""",
            new BlockSpace { Nodes = 4 }
                .Mutate(block, new RandomStream(7, "golden"))
                .ToJson()
        );
    }

    [Theory]
    [InlineData("block", -20.424718184784137, 25.023946252778423)]
    [InlineData("cells", -12.027067169825425, 18.051060742066824)]
    [InlineData("resnet", 4.129995416788617, 22.70928830138482)]
    public void Random_weights_are_those_that_they_were(string kind, double sum, double length)
    {
        using var scope = NewDisposeScope();
        var random = new RandomStream(7, "golden");
        var network = new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 8,
            NormAffine = true,
        };
        var graph = kind switch
        {
            "block" => new ComputationGraph(new BlockSpace { Nodes = 7 }.Sample(random), network),
            "cells" => new ComputationGraph(s_cells.Sample(random), network),
            _ => ResNet.Build(new ResNetOptions { Depth = 8, Channels = 8 }),
        };
        using var batch = new GraphBatch([graph]);
        AssertNear(sum, length, cat([.. new RandomWeights(7).Generate(batch)[0].Tensors.Select(t => t.flatten())]));
    }

    [Theory]
    [InlineData("gnn", -48.874840992514635, 57.83284689668419)]
    [InlineData("sizes", -61.34007647671369, 65.81352758499442)]
    [InlineData("flat", 30.36551668597981, 297.3748855588562)]
    [InlineData("operators", -52.88724937147904, 54.62410105115634)]
    [InlineData("one-shot", 1.7490409140391154, 37.97601875864515)]
    public void Initial_parameters_are_those_that_they_were(string kind, double sum, double length)
    {
        using var scope = NewDisposeScope();
        var network = new NetworkOptions
        {
            Blocks = 2,
            ReductionsAfter = [1],
            Channels = 8,
        };
        using TrainableWeightSource source = kind switch
        {
            "gnn" => new GraphHyperNetwork(new(), 7),
            "sizes" => new GraphHyperNetwork(
                new()
                {
                    Gnn = new() { Sizes = 3 },
                    Decoder = new() { DenseKernels = true },
                },
                7
            ),
            "flat" => new SmashHypernetwork(new(), 7),
            "operators" => new OperatorHypernetwork(new(), 7),
            _ => new OneShotWeights(new BlockSpace { Nodes = 3, ExitProbability = 0.5 }, network, 7),
        };
        AssertNear(sum, length, cat([.. source.parameters().Select(p => p.detach().flatten())]));
    }

    /// <summary>A weighted sum and the length: one of them differs if another number was drawn, or in another order.</summary>
    private static void AssertNear(double sum, double length, Tensor numbers)
    {
        var values = numbers.flatten().to(float64);
        var weights = linspace(-1, 1, values.shape[0], dtype: float64);
        var (a, b) = ((values * weights).sum().item<double>(), values.norm().item<double>());
        Assert.True(Math.Abs(a - sum) < 1e-4 * b && Math.Abs(b - length) < 1e-5 * b, $"{a:R}, {b:R}");
    }
}
