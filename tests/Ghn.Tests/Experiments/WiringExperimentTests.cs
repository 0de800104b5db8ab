using Ghn.Data;
using Ghn.Experiments;
using Ghn.Experiments.Ranking;
using Ghn.Tests.EnvironmentTests;

namespace Ghn.Tests.Experiments;

/// <summary>Other edges than those of the network that runs.</summary>
public sealed class WiringExperimentTests
{
    private static readonly NotebookSettings s_smoke = new(Profile.Smoke, true, new DataOptions());

    private static string Kept => Path.Combine(Repository.Root, "notebooks", "results");

    [Fact]
    public void Operators_stay_and_edges_change()
    {
        var architectures = EvidenceScale.Of(Profile.Workshop).GroundTruth.Sample().Take(5).ToArray();
        IReadOnlyList<int>[][] Inputs(Wiring wiring) =>
            [.. WiringExperiment.Rewire(architectures, wiring).Select(a => a.Nodes.Select(n => n.Inputs).ToArray())];

        foreach (var wiring in Enum.GetValues<Wiring>())
            Assert.Equal(
                architectures.Select(a => a.Nodes.Select(n => n.Operator)),
                WiringExperiment.Rewire(architectures, wiring).Select(a => a.Nodes.Select(n => n.Operator))
            );
        var own = Inputs(Wiring.Own);
        Assert.Equal(architectures, WiringExperiment.Rewire(architectures, Wiring.Own));
        Assert.Equal([.. own.Skip(1), own[0]], Inputs(Wiring.Another));
        Assert.All(
            Inputs(Wiring.Chain),
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
        Assert.All(Inputs(Wiring.Input), a => Assert.All(a, inputs => Assert.Equal([0], inputs)));
    }

    [Fact]
    public void By_its_own_edges_it_scores_as_in_table_4_and_by_others_it_does_not()
    {
        var evidence = new Evidence(s_smoke, Kept, PaperExperiments.Table4, PaperExperiments.Wiring);
        var wirings = evidence.Wirings();
        Assert.Equal(Enum.GetValues<Wiring>(), wirings.Select(w => w.Edges));
        Assert.Equal(
            evidence.Results(PaperExperiments.Table4, EvidenceScale.Base)[0].Scores,
            wirings[0].Ranking.ScoresOf(0)
        );
        Assert.All(wirings.Skip(1), w => Assert.NotEqual(wirings[0].Ranking.ScoresOf(0), w.Ranking.ScoresOf(0)));
    }
}
