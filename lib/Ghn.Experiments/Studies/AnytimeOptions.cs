using Ghn.Anytime;
using Ghn.Spaces;

namespace Ghn.Experiments.Studies;

/// <summary>
/// The search for anytime networks (figures 3 and 4): where they come from, how a graph hypernetwork ranks them, how they
/// are trained, and what they are compared with.
/// </summary>
/// <param name="Space">Where the networks come from.</param>
/// <param name="Network">The chain around their cells.</param>
/// <param name="Training">How every network is trained, found, random or made by hand; its seed is the unit's.</param>
/// <param name="Hypernetwork">Sizes of the graph hypernetwork.</param>
/// <param name="HypernetworkTraining">How it is trained; its seed is the unit's.</param>
/// <param name="HandMade">
/// Families of networks made by hand, by name, each in some shapes, of which the best is compared; several networks in one
/// shape are an ensemble, in the order in which they run.
/// </param>
/// <param name="Controls">
/// Variants of <see cref="ControlOf"/>, by name, each with the same shapes in the same order: what of its area is due to
/// what the searched networks do not have. The shape that is best in that family is trained.
/// </param>
/// <param name="Budgets">
/// The range of budgets, in multiply-adds, over which <see cref="AnytimeCurve.Area"/> is taken. With <paramref name="Kept"/>
/// it chooses which candidates are trained, and changes no number of a training.
/// </param>
/// <param name="Random">Random networks that are trained to see how well they are ranked, and their better half; from 6.</param>
/// <param name="Repeated">
/// The first of them, which are trained with a second seed: how reliable one training is. From 3 to all of them.
/// </param>
/// <param name="Candidates">Networks that are searched among.</param>
/// <param name="Kept">Candidates that are trained, of each search; 10 in the paper.</param>
/// <param name="Seeds">Seeds of the hypernetwork, and further ones of the best networks that were found and made by hand.</param>
/// <param name="Searches">Seeds of the hypernetwork, the first ones, that search among the candidates; at most all of them.</param>
/// <param name="ScoringImages">Validation images of a score.</param>
/// <param name="StatisticsBatches">Batches of training images for the statistics of a trained network's norms.</param>
/// <param name="NetworkSeed">Seed of the random networks and of the candidates.</param>
public sealed record AnytimeOptions(
    CellSpace Space,
    NetworkOptions Network,
    NetworkTrainingOptions Training,
    GhnOptions Hypernetwork,
    GhnTrainingOptions HypernetworkTraining,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> HandMade,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> Controls,
    (double From, double To) Budgets,
    [property: AtLeast(6)] int Random = 80,
    [property: AtLeast(3)] int Repeated = 20,
    [property: AtLeast(2)] int Candidates = 1_000,
    int Kept = 10,
    int Seeds = 5,
    int Searches = 3,
    int ScoringImages = 5_000,
    int StatisticsBatches = 20,
    long NetworkSeed = 2019
)
{
    /// <summary>The family of <see cref="HandMade"/> that <see cref="Controls"/> vary.</summary>
    public string ControlOf { get; } = "MSDNet";

    private const int Sizes = 6; // spatial sizes from that of the images, 32, down to 1

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
            return new AnytimeOptions(
                space,
                network,
                settings.GroundTruth.Training with
                {
                    MeasureAt = [],
                    MeasureEveryEpoch = false,
                },
                new GhnOptions
                {
                    Gnn = settings.Ghn.Hypernetwork.Gnn with { Sizes = Sizes },
                    Decoder = new DecoderOptions { ChunkChannels = chunk },
                },
                settings.Ghn.Training with
                {
                    Cells = space,
                    Network = network,
                },
                handMade,
                HandMadeFamilies.Controls(handMade["MSDNet"]),
                budgets
            );
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

/// <summary>Those of <see cref="AnytimeOptions"/> that change the number of one unit; null: those of other units.</summary>
internal sealed record AnytimeUnitOptions(
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
