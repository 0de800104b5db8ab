using Ghn.Architectures;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;

namespace Ghn.Experiments.Anytime;

/// <summary>How large the search for anytime networks is in each profile.</summary>
public static class AnytimeScale
{
    private const int SmokeImages = 250;

    /// <summary>Spatial sizes from that of the images, 32, down to 1.</summary>
    private const int Sizes = 6;

    /// <summary>The options of a profile.</summary>
    public static AnytimeOptions Of(Profile profile)
    {
        var evidence = EvidenceScale.Of(profile);
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
            return new AnytimeOptions
            {
                Space = space,
                Network = network,
                Training = evidence.GroundTruth.Training with { MeasureAt = [], MeasureEveryEpoch = false },
                Hypernetwork = new GhnOptions
                {
                    Gnn = evidence.Ghn.Hypernetwork.Gnn with { Sizes = Sizes },
                    Decoder = new DecoderOptions { ChunkChannels = chunk },
                },
                HypernetworkTraining = evidence.Ghn.Training with { Cells = space, Network = network },
                HandMade = HandMade(profile),
                Budgets = budgets,
            };
        }
        // Exits: about six besides the last, as one on every eighth of the paper's 48 nodes makes.
        // Budgets: from where three quarters of random networks have answered to where a quarter of them still compute. At
        // smaller ones the stem alone takes a good part of a budget, and the area says little but how early the first exit is.
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
                ScoringImages = SmokeImages,
                StatisticsBatches = 1,
            },
            Profile.Workshop => Scale([8, 6, 4], 1.0 / 3, channels: 32, stride: 2, chunk: 64, (0.5e6, 2.5e6)),
            // F is open in the paper; with 64 the networks cost as much as the MSDNet that they are compared with.
            _ => Scale([24, 16, 8], 1.0 / 8, channels: 64, stride: 1, chunk: 128, (7.5e6, 75e6)),
        };
    }

    /// <summary>
    /// The families that the paper's figure 3 names, each about as wide as the range of budgets. But for the paper's profile
    /// they begin with a stride of 2, as the networks that they are compared with do.
    /// </summary>
    private static Dictionary<string, IReadOnlyList<HandMadeNetwork>> HandMade(Profile profile)
    {
        const int Halved = 2;
        HandMadeNetwork ResNet(int depth, int channels, int exits = 1) =>
            new()
            {
                ResNet = new ResNetOptions
                {
                    Depth = depth,
                    Channels = channels,
                    Exits = exits,
                    StemStride = profile == Profile.Paper ? 1 : Halved,
                },
            };
        HandMadeNetwork DenseNet(int layers, int growth, int exits = 1) =>
            new()
            {
                DenseNet = new DenseNetOptions
                {
                    Layers = layers,
                    Growth = growth,
                    Bottleneck = true,
                    Exits = exits,
                    StemStride = profile == Profile.Paper ? 1 : Halved,
                },
            };
        HandMadeNetwork MsdNet(MsdNetOptions options) =>
            new() { MsdNet = options with { StemStride = profile == Profile.Paper ? 1 : Halved } };
        return profile switch
        {
            Profile.Smoke => new Dictionary<string, IReadOnlyList<HandMadeNetwork>>
            {
                ["MSDNet"] =
                [
                    MsdNet(
                        new()
                        {
                            Blocks = 2,
                            FirstLayers = 1,
                            Step = 1,
                            Channels = 4,
                            Growth = 2,
                            ExitChannels = 8,
                        }
                    ),
                ],
                ["ResNet ensemble"] = [ResNet(8, 2), ResNet(8, 4)],
            },
            Profile.Workshop => new Dictionary<string, IReadOnlyList<HandMadeNetwork>>
            {
                ["MSDNet"] =
                [
                    MsdNet(
                        new()
                        {
                            Blocks = 9,
                            FirstLayers = 1,
                            Step = 1,
                            Channels = 8,
                            Growth = 4,
                            ExitChannels = 32,
                        }
                    ),
                ],
                ["ResNet, exits"] = [ResNet(20, 8, exits: 9)],
                ["DenseNet, exits"] = [DenseNet(4, 6, exits: 12)],
                ["ResNet ensemble"] = [ResNet(8, 4), ResNet(8, 6), ResNet(8, 8), ResNet(14, 6)],
                ["DenseNet ensemble"] = [DenseNet(1, 4), DenseNet(2, 4), DenseNet(5, 4)],
            },
            _ => new Dictionary<string, IReadOnlyList<HandMadeNetwork>>
            {
                ["MSDNet"] = [MsdNet(new())],
                ["ResNet, exits"] = [ResNet(62, 12, exits: 10)],
                ["DenseNet, exits"] = [DenseNet(8, 10, exits: 12)],
                ["ResNet ensemble"] = [ResNet(8, 16), ResNet(14, 16), ResNet(20, 16)],
                ["DenseNet ensemble"] = [DenseNet(2, 8), DenseNet(4, 8), DenseNet(6, 8)],
            },
        };
    }
}
