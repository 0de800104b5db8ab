using Ghn.Gnn;
using Ghn.Spaces;

namespace Ghn.Experiments.Studies;

/// <summary>
/// How large the experiments are that test the paper's claims: one space, one chain of blocks and one ground truth for
/// all of them, and the surrogates that are compared on it.
/// </summary>
/// <param name="GroundTruth">The space and its true accuracies.</param>
/// <param name="Ghn">The graph hypernetwork that all comparisons start from.</param>
/// <param name="Seeds">Seeds of each surrogate.</param>
/// <param name="TrainingNodes">Sizes of training blocks in figure 5a, in rising order.</param>
public sealed record ProfileSettings(
    GroundTruthOptions GroundTruth,
    SurrogateOptions Ghn,
    int Seeds,
    IReadOnlyList<int> TrainingNodes
)
{
    /// <summary>Name of the graph hypernetwork that all comparisons start from.</summary>
    public const string Base = "ghn";

    /// <summary>Name of the one-shot model.</summary>
    public const string OneShot = "one-shot";

    /// <summary>The settings of a profile.</summary>
    public static ProfileSettings Of(Profile profile)
    {
        var truth = GroundTruthOptions.Of(profile);
        var (training, phases, seeds, sizes) = profile switch
        {
            Profile.Smoke => (
                Training(nodes: 3, steps: 6, validateEvery: 3) with
                {
                    BatchSize = 16,
                    ValidationArchitectures = 2,
                    ValidationImages = Profiles.SmokeImages,
                },
                1,
                1,
                (int[])[3, 5, 7, 10]
            ),
            // Of the paper's 17 nodes its GHN sees 7 in training; 3 of 7 would leave hardly a path. Figure 5a has both.
            Profile.Workshop => (Training(nodes: 5, steps: 5_000, validateEvery: 1_000), 2, 5, [3, 4, 5, 7]),
            _ => (TrainingScale.Of(Profile.Paper).Training, 5, 5, [3, 5, 7, 10, 17]), // the sizes are open in the paper
        };
        var ghn = new SurrogateOptions(
            SurrogateKind.GraphHyperNetwork,
            new GhnOptions
            {
                Gnn = new GnnOptions { Phases = phases },
                Decoder = new DecoderOptions { ChunkChannels = 4 * truth.Network.Channels },
            },
            training with
            {
                Network = truth.Network,
            },
            truth.Space,
            truth.Training.MeasureImages
        );
        return new ProfileSettings(truth, ghn, seeds, sizes);
    }

    /// <summary>Surrogates of table 4. Those that know positions are trained on blocks as large as those scored.</summary>
    public IReadOnlyDictionary<string, SurrogateOptions> Table4()
    {
        var large = Ghn with { Training = Ghn.Training with { Space = GroundTruth.Space } };
        return new Dictionary<string, SurrogateOptions>
        {
            [Base] = Ghn,
            [OneShot] = large with { Kind = SurrogateKind.OneShot },
            ["flat hypernetwork"] = large with { Kind = SurrogateKind.FlatHypernetwork },
            ["operators only"] = Ghn with { Kind = SurrogateKind.OperatorHypernetwork },
        };
    }

    /// <summary>Stacked hypernetworks of table 5, but for the one with both, which is <see cref="Base"/>.</summary>
    public IReadOnlyDictionary<string, SurrogateOptions> Table5() =>
        new Dictionary<string, SurrogateOptions>
        {
            ["own parameters, no passing"] = Stacked(shared: false, pass: false),
            ["own parameters, passing"] = Stacked(shared: false, pass: true),
            ["shared parameters, no passing"] = Stacked(shared: true, pass: false),
        };

    /// <summary>Message passing of figure 5b, but for <see cref="Base"/>.</summary>
    public IReadOnlyDictionary<string, SurrogateOptions> Figure5b() =>
        new (PropagationScheme Scheme, int Phases)[]
        {
            (PropagationScheme.ForwardBackward, 1),
            (PropagationScheme.ForwardBackward, 2),
            (PropagationScheme.ForwardBackward, 4),
            (PropagationScheme.Synchronous, 1),
            (PropagationScheme.Synchronous, 2),
            (PropagationScheme.Synchronous, 4),
            (PropagationScheme.Forward, 2),
            (PropagationScheme.Backward, 2),
        }
            .Where(v => (v.Scheme, v.Phases) != (Ghn.Hypernetwork.Gnn.Scheme, Ghn.Hypernetwork.Gnn.Phases))
            .ToDictionary(
                v => $"{v.Scheme}, T = {v.Phases}",
                v => With(g => g with { Scheme = v.Scheme, Phases = v.Phases })
            );

    /// <summary>
    /// Graph hypernetworks of figure 5a, but for <see cref="Base"/>: trained on blocks of other sizes, for as many steps and
    /// for as long. The latter is computed from mean multiply-adds of a step.
    /// </summary>
    public IReadOnlyDictionary<string, SurrogateOptions> Figure5a()
    {
        var variants = new Dictionary<string, SurrogateOptions>();
        foreach (var nodes in TrainingNodes.Where(n => n != Ghn.Training.Blocks.Nodes))
        {
            var training = Ghn.Training with { Space = Ghn.Training.Blocks with { Nodes = nodes } };
            variants[$"N = {nodes}, equal steps"] = Ghn with { Training = training };
            variants[$"N = {nodes}, equal compute"] = Ghn with
            {
                Training = training with
                {
                    Steps = (int)Math.Round(Ghn.Training.Steps * MeanCost(Ghn.Training) / MeanCost(training)),
                },
            };
        }
        return variants;
    }

    /// <summary>
    /// Not in the paper: does a longer training rank better, and does the graph matter more after it? The graph
    /// hypernetwork and the one that sees operators only, trained for four times as many steps as in table 4.
    /// </summary>
    public IReadOnlyDictionary<string, SurrogateOptions> Schedule()
    {
        var training = Ghn.Training with
        {
            Steps = 4 * Ghn.Training.Steps,
            ValidateEvery = 4 * Ghn.Training.ValidateEvery,
        };
        var longer = Ghn with { Training = training };
        return new Dictionary<string, SurrogateOptions>
        {
            [$"{Base}, 4 × steps"] = longer,
            ["operators only, 4 × steps"] = longer with { Kind = SurrogateKind.OperatorHypernetwork },
        };
    }

    private SurrogateOptions Stacked(bool shared, bool pass) =>
        With(g => g with { SharedParameters = shared, PassEmbeddings = pass, Blocks = GroundTruth.Network.Blocks });

    private SurrogateOptions With(Func<GnnOptions, GnnOptions> change) =>
        Ghn with
        {
            Hypernetwork = Ghn.Hypernetwork with { Gnn = change(Ghn.Hypernetwork.Gnn) },
        };

    /// <summary>Mean multiply-adds of the networks that a training draws, from a thousand of them.</summary>
    internal static double MeanCost(GhnTrainingOptions training)
    {
        var random = new RandomStream(0, "mean cost");
        return Enumerable.Range(0, 1_000).Average(_ => (double)training.Sample(random).MultiplyAdds);
    }

    internal static GhnTrainingOptions Training(int nodes, int steps, int validateEvery) =>
        new()
        {
            Space = new BlockSpace { Nodes = nodes },
            Steps = steps,
            ArchitecturesPerStep = 4,
            LearningRate = 4e-3,
            ValidateEvery = validateEvery,
            Augmentation = new Augmentation { PadCrop = 0 }, // at these lengths crops slow learning down
        };
}
