using Ghn.Architectures;
using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Paper;
using Ghn.Experiments.Studies;
using Ghn.Gnn;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Tests.EnvironmentTests;
using TorchSharp;

namespace Ghn.Tests.Experiments.Studies;

/// <summary>Other edges than those of the network that runs.</summary>
public sealed class EdgeAblationTests
{
    private static string Kept => Path.Combine(Repository.Root, "notebooks", "results");

    private static readonly Architecture[] s_some =
    [
        .. ProfileSettings.Of(Profile.Workshop).GroundTruth.Sample().Take(5),
    ];

    [Fact]
    public void Operators_stay_and_edges_change()
    {
        static IReadOnlyList<int>[][] Inputs(EdgesRead edges, int further = 0) =>
            [.. EdgeAblation.Rewire(s_some, new(edges, further)).Select(a => a.Nodes.Select(n => n.Inputs).ToArray())];

        foreach (var edges in Enum.GetValues<EdgesRead>())
            Assert.Equal(
                s_some.Select(a => a.Nodes.Select(n => n.Operator)),
                EdgeAblation.Rewire(s_some, new(edges, 3)).Select(a => a.Nodes.Select(n => n.Operator))
            );
        var own = Inputs(EdgesRead.Own);
        Assert.Equal(s_some, EdgeAblation.Rewire(s_some, new(EdgesRead.Own)));
        Assert.Equal([.. own.Skip(2), own[0], own[1]], Inputs(EdgesRead.Another, 2));
        Assert.All(
            Inputs(EdgesRead.Chain),
            a =>
                Assert.Equal(
                    [
                        [0],
                        [1],
                        [2],
                        [3],
                        [4],
                        [5],
                        [6],
                    ],
                    a
                )
        );
        Assert.All(Inputs(EdgesRead.Input), a => Assert.All(a, inputs => Assert.Equal([0], inputs)));
    }

    [Fact]
    public void The_network_that_runs_gets_the_weights_of_the_one_that_is_shown()
    {
        using var noGradient = torch.no_grad();
        var network = ProfileSettings.Of(Profile.Smoke).GroundTruth.Network;
        ComputationGraph[] Networks(IEnumerable<Architecture> blocks) =>
            [.. blocks.Select(b => new ComputationGraph(b, network))];
        var (run, shown) = (Networks(s_some), Networks(EdgeAblation.Rewire(s_some, new(EdgesRead.Another, 1))));
        using var ghn = new GraphHyperNetwork(
            new GhnOptions
            {
                Gnn = new GnnOptions { EmbeddingSize = 8, Phases = 1 },
                Decoder = new DecoderOptions { ChunkChannels = 16 },
            },
            0
        );
        var misled = new EdgeAblation.Misled(ghn, run.Zip(shown).ToDictionary(p => p.First, p => p.Second));
        ComputationGraph[] order = [run[3], run[0]]; // not that of the experiment
        using var batch = new GraphBatch(order);
        using var expected = new GraphBatch([shown[3], shown[0]]);
        using var honest = new GraphBatch([run[3], run[0]]);
        var (got, wanted, own) = (misled.Generate(batch), ghn.Generate(expected), ghn.Generate(honest));
        Assert.Equal(order, got.Select(w => w.Graph));
        for (var i = 0; i < order.Length; i++)
        {
            Assert.All(got[i].Tensors.Zip(wanted[i].Tensors), p => Assert.True(Same(p.First, p.Second)));
            Assert.Contains(got[i].Tensors.Zip(own[i].Tensors), p => !Same(p.First, p.Second));
        }
        foreach (var weights in got.Concat(wanted).Concat(own))
            weights.Dispose();
    }

    private static bool Same(torch.Tensor a, torch.Tensor b)
    {
        using var same = a.eq(b).all();
        return same.item<bool>();
    }

    [Theory]
    [InlineData("smoke", "generated")]
    [InlineData("workshop", "cifar10")]
    public void By_its_own_edges_it_scores_as_in_table_4_and_by_others_it_does_not(string profile, string data)
    {
        var replay = NotebookSettings.Parse(profile, data) with { Replay = true };
        var evidence = new PaperResults(replay, Kept, PaperExperiments.Table4, PaperExperiments.EdgeAblation);
        Assert.Equal(profile, $"{evidence.Settings.Profile}", ignoreCase: true);
        var wirings = evidence.EdgeAblation();
        Assert.Equal(Enum.GetValues<EdgesRead>(), wirings.Keys);
        Assert.Equal(EdgeAblationOptions.Of(evidence.Settings.Profile).Others, wirings[EdgesRead.Another].Seeds);
        var own = wirings[EdgesRead.Own].ScoresOf(0);
        Assert.Equal(evidence.Results(PaperExperiments.Table4, ProfileSettings.Base)[0].Scores, own);
        Assert.All(wirings.Where(w => w.Key != EdgesRead.Own), w => Assert.NotEqual(own, w.Value.ScoresOf(0)));
    }

    [Fact]
    public void A_ledger_that_is_not_complete_names_the_command()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Kept, "*.smoke.generated.jsonl"))
            File.Copy(file, folder[Path.GetFileName(file)]);
        var ledger = folder["wiring.smoke.generated.jsonl"];
        File.WriteAllLines(ledger, File.ReadAllLines(ledger).Skip(1));
        var evidence = new PaperResults(
            new(Profile.Smoke, true, new DataOptions()),
            folder.Path,
            PaperExperiments.Table4
        );
        var error = Assert.Throws<GhnException>(() => evidence.EdgeAblation());
        Assert.Contains("ghn experiment wiring --profile smoke --data generated", error.Message);
    }
}
