using Ghn.Architectures;
using Ghn.Experiments.Framework;
using Ghn.Graphs;
using Ghn.Graphs.HandMade;
using Ghn.Hypernetworks;

namespace Ghn.Experiments.Studies;

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
            var handMade = HandMade(profile);
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
                HandMade = handMade,
                Controls = Controls(handMade["MSDNet"]),
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
                ScoringImages = SmokeImages,
                StatisticsBatches = 1,
            },
            Profile.Workshop => Scale([8, 6, 4], 1.0 / 3, channels: 32, stride: 2, chunk: 64, (0.5e6, 2.5e6)),
            // F is open in the paper; with 64 the networks cost as much as the MSDNet that they are compared with.
            _ => Scale([24, 16, 8], 1.0 / 8, channels: 64, stride: 1, chunk: 128, (7.5e6, 75e6)),
        };
    }

    /// <summary>
    /// The families that the paper's figure 3 names, each about as wide as the range of budgets, with its answers spread over
    /// it: what is beyond would be trained for nothing. But for the paper's profile they begin with a stride of 2, as the
    /// networks that they are compared with do.
    /// </summary>
    private static Dictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> HandMade(Profile profile)
    {
        var stride = profile == Profile.Paper ? 1 : 2;
        HandMadeNetwork ResNet(int depth, int channels, int exits = 1) =>
            new()
            {
                ResNet = new ResNetOptions
                {
                    Depth = depth,
                    Channels = channels,
                    Exits = exits,
                    StemStride = stride,
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
                    StemStride = stride,
                },
            };
        HandMadeNetwork MsdNet(int blocks, int step, int channels = 8, int growth = 4, int exitChannels = 32) =>
            new()
            {
                MsdNet = new()
                {
                    Blocks = blocks,
                    FirstLayers = 1,
                    Step = step,
                    Channels = channels,
                    Growth = growth,
                    ExitChannels = exitChannels,
                    StemStride = stride,
                },
            };
        return profile switch
        {
            Profile.Smoke => new()
            {
                ["MSDNet"] =
                [
                    [MsdNet(2, 1, channels: 4, growth: 2, exitChannels: 8)],
                ],
                ["ResNet ensemble"] =
                [
                    [ResNet(8, 2), ResNet(8, 4)],
                    [ResNet(8, 3), ResNet(8, 4)],
                ],
            },
            Profile.Workshop => new()
            {
                ["MSDNet"] =
                [
                    [MsdNet(9, 1)],
                    [MsdNet(5, 2)],
                ],
                ["ResNet, exits"] =
                [
                    [ResNet(20, 7, exits: 9)],
                    [ResNet(14, 9, exits: 6)],
                ],
                ["DenseNet, exits"] =
                [
                    [DenseNet(3, 6, exits: 9)],
                    [DenseNet(6, 4, exits: 9)],
                ],
                ["ResNet ensemble"] =
                [
                    [ResNet(8, 4), ResNet(8, 6), ResNet(8, 7), ResNet(14, 6)],
                    [ResNet(8, 5), ResNet(8, 7), ResNet(14, 7)],
                ],
                ["DenseNet ensemble"] =
                [
                    [DenseNet(1, 4), DenseNet(2, 4), DenseNet(4, 4)],
                    [DenseNet(1, 5), DenseNet(2, 5), DenseNet(3, 4)],
                ],
            },
            _ => new()
            {
                ["MSDNet"] =
                [
                    [new() { MsdNet = new() }], // as published
                    [
                        new()
                        {
                            MsdNet = new()
                            {
                                Blocks = 5,
                                FirstLayers = 1,
                                Step = 1,
                                LinearGrowth = true,
                            },
                        },
                    ], // and for budgeted batches, whose first exit is cheaper
                ],
                ["ResNet, exits"] =
                [
                    [ResNet(62, 12, exits: 10)],
                ],
                ["DenseNet, exits"] =
                [
                    [DenseNet(8, 10, exits: 12)],
                ],
                ["ResNet ensemble"] =
                [
                    [ResNet(8, 12), ResNet(14, 12), ResNet(20, 16)],
                ],
                ["DenseNet ensemble"] =
                [
                    [DenseNet(2, 8), DenseNet(4, 8), DenseNet(6, 8)],
                ],
            },
        };
    }

    /// <summary>
    /// An MSDNet without what the searched networks do not have, each control without one thing more: exits of two
    /// convolutions, a scale and shift of norms, dense 3×3 convolutions (with the 1×1 before each). With separable ones a
    /// layer adds twice as many channels: the dearest exit then costs 0.87 times what it costs with dense ones at the
    /// workshop's scale, 1.06 and 0.94 times in the two shapes of the paper's.
    /// </summary>
    private static Dictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> Controls(
        IReadOnlyList<IReadOnlyList<HandMadeNetwork>> shapes
    )
    {
        IReadOnlyList<IReadOnlyList<HandMadeNetwork>> Varied(Func<MsdNetOptions, MsdNetOptions> change) =>
            [
                .. shapes.Select(shape =>
                    shape.Select(n => new HandMadeNetwork { MsdNet = change(n.MsdNet!) }).ToArray()
                ),
            ];
        return new()
        {
            ["MSDNet, linear exits"] = Varied(o => o with { ExitChannels = 0 }),
            ["MSDNet, linear exits, fixed norms"] = Varied(o => o with { ExitChannels = 0, NormAffine = false }),
            ["MSDNet, linear exits, fixed norms, separable"] = Varied(o =>
                o with
                {
                    ExitChannels = 0,
                    NormAffine = false,
                    Separable = true,
                    Growth = 2 * o.Growth,
                }
            ),
        };
    }
}
