using Ghn.Anytime;
using Ghn.Architectures;
using Ghn.Experiments.Framework;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Spaces;
using Ghn.Training;

namespace Ghn.Experiments.Studies;

/// <summary>
/// The search for anytime networks (figures 3 and 4): where they come from, how a graph hypernetwork ranks them, how they
/// are trained, and what they are compared with.
/// </summary>
public sealed record AnytimeOptions
{
    private const int Sizes = 6; // spatial sizes from that of the images, 32, down to 1

    /// <summary>Where the networks come from.</summary>
    public required CellSpace Space { get; init; }

    /// <summary>The chain around their cells.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>How every network is trained, found, random or made by hand; its seed is the unit's.</summary>
    public required NetworkTrainingOptions Training { get; init; }

    /// <summary>Sizes of the graph hypernetwork.</summary>
    public required GhnOptions Hypernetwork { get; init; }

    /// <summary>How it is trained; its seed is the unit's.</summary>
    public required GhnTrainingOptions HypernetworkTraining { get; init; }

    /// <summary>
    /// Families of networks made by hand, by name, each in some shapes, of which the best is compared; several networks in one
    /// shape are an ensemble, in the order in which they run.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> HandMade { get; init; }

    /// <summary>
    /// Variants of <see cref="ControlOf"/>, by name, each with the same shapes in the same order: what of its area is due to
    /// what the searched networks do not have. The shape that is best in that family is trained.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> Controls { get; init; } =
        new Dictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>>();

    /// <summary>The family of <see cref="HandMade"/> that <see cref="Controls"/> vary.</summary>
    public string ControlOf { get; init; } = "MSDNet";

    /// <summary>
    /// The range of budgets, in multiply-adds, over which <see cref="AnytimeCurve.Area"/> is taken. With
    /// <see cref="Kept"/> it chooses which candidates are trained, and changes no number of a training.
    /// </summary>
    public required (double From, double To) Budgets { get; init; }

    /// <summary>Random networks that are trained to see how well they are ranked.</summary>
    public int Random
    {
        get;
        init => field = Require.AtLeast(6, value); // the better half is ranked, too
    } = 80;

    /// <summary>
    /// The first of them, which are trained with a second seed: how reliable one training is. At most
    /// <see cref="Random"/>.
    /// </summary>
    public int Repeated
    {
        get;
        init => field = Require.AtLeast(3, value);
    } = 20;

    /// <summary>Networks that are searched among.</summary>
    public int Candidates
    {
        get;
        init => field = Require.AtLeast(2, value);
    } = 1_000;

    /// <summary>Candidates that are trained, of each search; 10 in the paper.</summary>
    public int Kept
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 10;

    /// <summary>Seeds of the hypernetwork, and further ones of the best networks that were found and made by hand.</summary>
    public int Seeds
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 5;

    /// <summary>Seeds of the hypernetwork, the first ones, that search among the candidates; at most <see cref="Seeds"/>.</summary>
    public int Searches
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 3;

    /// <summary>Validation images of a score.</summary>
    public int ScoringImages
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 5_000;

    /// <summary>Batches of training images for the statistics of a trained network's norms.</summary>
    public int StatisticsBatches
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 20;

    /// <summary>Seed of the random networks and of the candidates.</summary>
    public long NetworkSeed { get; init; } = 2019;

    /// <summary>The options of a profile.</summary>
    public static AnytimeOptions Of(Profile profile)
    {
        var settings = ProfileSettings.Of(profile);
        AnytimeOptions Scale(int[] nodes, double exits, int channels, int stride, int chunk, (double, double) budgets)
        {
            var space = new CellSpace
            {
                Cells = [.. nodes.Select(n => CellSpace.Cell(n) with { ExitProbability = exits })],
            };
            var network = new NetworkOptions
            {
                Blocks = nodes.Length,
                ReductionsAfter = [1, 2],
                Channels = channels,
                StemStride = stride,
            };
            var handMade = HandMadeFamilies.Of(profile);
            return new AnytimeOptions
            {
                Space = space,
                Network = network,
                Training = settings.GroundTruth.Training with { MeasureAt = [], MeasureEveryEpoch = false },
                Hypernetwork = new GhnOptions
                {
                    Gnn = settings.Ghn.Hypernetwork.Gnn with { Sizes = Sizes },
                    Decoder = new DecoderOptions { ChunkChannels = chunk },
                },
                HypernetworkTraining = settings.Ghn.Training with { Cells = space, Network = network },
                HandMade = handMade,
                Controls = HandMadeFamilies.Controls(handMade["MSDNet"]),
                Budgets = budgets,
            };
        }
        // Exits: about six besides the last, as one on every eighth of the paper's 48 nodes makes.
        // Budgets, but of the smoke profile: from where three quarters of random networks have answered to where a quarter of
        // them still compute. At smaller ones the stem alone takes a good part of a budget, and the area says little but how
        // early the first exit is.
        return profile switch
        {
            Profile.Smoke => Scale([3, 2, 2], 1.0 / 3, channels: 4, stride: 2, chunk: 16, (10e3, 200e3)) with
            {
                Random = 6,
                Repeated = 6,
                Candidates = 12,
                Kept = 2,
                Seeds = 2,
                Searches = 2,
                ScoringImages = Profiles.SmokeImages,
                StatisticsBatches = 1,
            },
            Profile.Workshop => Scale([8, 6, 4], 1.0 / 3, channels: 32, stride: 2, chunk: 64, (0.5e6, 2.5e6)),
            // F is open in the paper; with 64 the networks cost as much as the MSDNet that they are compared with.
            _ => Scale([24, 16, 8], 1.0 / 8, channels: 64, stride: 1, chunk: 128, (7.5e6, 75e6)),
        };
    }

    /// <summary>The random networks, the same in every run.</summary>
    public IReadOnlyList<CellArchitecture> SampleRandom() => Space.SampleDistinct(Random, NetworkSeed, "anytime truth");

    /// <summary>The candidates, the same in every run.</summary>
    public IReadOnlyList<CellArchitecture> SampleCandidates() =>
        Space.SampleDistinct(Candidates, NetworkSeed, "anytime candidates");
}

/// <summary>The options that change the number of one unit; null: those of other units.</summary>
/// <param name="Space">Where its networks come from.</param>
/// <param name="Network">The chain around their cells.</param>
/// <param name="NetworkSeed">Seed with which they are drawn.</param>
/// <param name="Networks">How many random ones it scores.</param>
/// <param name="Candidates">How many candidates it scores, to search among them.</param>
/// <param name="HandMade">The networks that it trains, made by hand.</param>
/// <param name="Training">How it trains them.</param>
/// <param name="StatisticsBatches">Batches for the statistics of their norms.</param>
/// <param name="Hypernetwork">Sizes of the hypernetwork that it trains or uses.</param>
/// <param name="HypernetworkTraining">How that is trained.</param>
/// <param name="ScoringImages">Images of its scores.</param>
public sealed record AnytimeUnitOptions(
    CellSpace? Space = null,
    NetworkOptions? Network = null,
    long? NetworkSeed = null,
    int? Networks = null,
    int? Candidates = null,
    IReadOnlyList<HandMadeNetwork>? HandMade = null,
    NetworkTrainingOptions? Training = null,
    int? StatisticsBatches = null,
    GhnOptions? Hypernetwork = null,
    GhnTrainingOptions? HypernetworkTraining = null,
    int? ScoringImages = null
);
