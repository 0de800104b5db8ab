using Ghn.Graphs.HandMade;

namespace Ghn.Experiments.Studies;

internal static class HandMadeFamilies
{
    /// <summary>
    /// The families that the paper's figure 3 names, each about as wide as the range of budgets, with its answers spread over
    /// it: what is beyond would be trained for nothing. But for the paper's profile they begin with a stride of 2, as the
    /// networks that they are compared with do.
    /// </summary>
    public static Dictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> Of(Profile profile)
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
        static IReadOnlyList<IReadOnlyList<HandMadeNetwork>> Shapes(params HandMadeNetwork[][] shapes) => shapes;
        return profile switch
        {
            Profile.Smoke => new()
            {
                ["MSDNet"] = Shapes([MsdNet(2, 1, channels: 4, growth: 2, exitChannels: 8)]),
                ["ResNet ensemble"] = Shapes([ResNet(8, 2), ResNet(8, 4)], [ResNet(8, 3), ResNet(8, 4)]),
            },
            Profile.Workshop => new()
            {
                ["MSDNet"] = Shapes([MsdNet(9, 1)], [MsdNet(5, 2)]),
                ["ResNet, exits"] = Shapes([ResNet(20, 7, exits: 9)], [ResNet(14, 9, exits: 6)]),
                ["DenseNet, exits"] = Shapes([DenseNet(3, 6, exits: 9)], [DenseNet(6, 4, exits: 9)]),
                ["ResNet ensemble"] = Shapes(
                    [ResNet(8, 4), ResNet(8, 6), ResNet(8, 7), ResNet(14, 6)],
                    [ResNet(8, 5), ResNet(8, 7), ResNet(14, 7)]
                ),
                ["DenseNet ensemble"] = Shapes(
                    [DenseNet(1, 4), DenseNet(2, 4), DenseNet(4, 4)],
                    [DenseNet(1, 5), DenseNet(2, 5), DenseNet(3, 4)]
                ),
            },
            _ => new()
            {
                // As published, and for budgeted batches, whose first exit is cheaper.
                ["MSDNet"] = Shapes(
                    [new() { MsdNet = new() }],
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
                    ]
                ),
                ["ResNet, exits"] = Shapes([ResNet(62, 12, exits: 10)]),
                ["DenseNet, exits"] = Shapes([DenseNet(8, 10, exits: 12)]),
                ["ResNet ensemble"] = Shapes([ResNet(8, 12), ResNet(14, 12), ResNet(20, 16)]),
                ["DenseNet ensemble"] = Shapes([DenseNet(2, 8), DenseNet(4, 8), DenseNet(6, 8)]),
            },
        };
    }

    /// <summary>
    /// An MSDNet without what the searched networks do not have, each control without one thing more: exits of two
    /// convolutions, a scale and shift of norms, dense 3×3 convolutions (with the 1×1 before each). With separable ones a
    /// layer adds twice as many channels: the dearest exit then costs 0.87 times what it costs with dense ones at the
    /// workshop's scale, 1.06 and 0.94 times in the two shapes of the paper's.
    /// </summary>
    public static Dictionary<string, IReadOnlyList<IReadOnlyList<HandMadeNetwork>>> Controls(
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
