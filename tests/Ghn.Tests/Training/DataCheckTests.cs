using Ghn.Architectures;
using Ghn.Data;
using Ghn.Graphs;
using Ghn.Hypernetworks;
using Ghn.Operators;
using Ghn.Tests.Graphs;
using Ghn.Training;
using Ghn.Weights;

namespace Ghn.Tests.Training;

/// <summary>Options that do not fit the data are refused before the first step, with both values.</summary>
[Collection(Alone.Name)]
public sealed class DataCheckTests : IDisposable
{
    private static readonly NetworkOptions Fitting = new()
    {
        Blocks = 1,
        ReductionsAfter = [],
        Channels = 4,
    };

    private readonly DataSplits _data = DataSource.Load(
        new DataOptions
        {
            Generated = new GeneratedOptions
            {
                Train = 40,
                Validation = 20,
                Test = 10,
            },
        }
    );

    public static TheoryData<NetworkOptions, string> Unfit =>
        new()
        {
            { Fitting with { Classes = 5 }, "has 5 classes, but generated/train has 10" },
            { Fitting with { Classes = 11 }, "has 11 classes, but generated/train has 10" },
            { Fitting with { ImageSize = 16 }, "of 16 × 16 pixels, but generated/train has 32 × 32" },
        };

    public void Dispose() => _data.Dispose();

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_network_for_other_data_is_not_trained(NetworkOptions network, string sentence)
    {
        using var ghn = new GraphHyperNetwork(new GhnOptions());
        var options = new GhnTrainingOptions { Network = network, ValidationImages = 20 };
        Assert.Contains(sentence, Message(() => new GhnTrainer(ghn, options, _data)));

        var graph = new ComputationGraph(new Architecture([new(Operator.Identity, [0])]), network);
        Assert.Contains(sentence, Message(() => Train(graph)));
    }

    [Fact]
    public void Nor_is_one_that_was_made_by_hand()
    {
        Assert.Contains("5 classes", Message(() => Train(EveryHandMadeKind.Build(6, imageSize: 32, classes: 5))));
        Assert.Contains("16 × 16", Message(() => Train(EveryHandMadeKind.Build(6, imageSize: 16, classes: 10))));
    }

    [Fact]
    public void More_images_than_the_set_has_are_refused()
    {
        using var ghn = new GraphHyperNetwork(new GhnOptions());
        var options = new GhnTrainingOptions
        {
            Network = Fitting,
            BatchSize = 8,
            ValidationImages = 21,
        };
        Assert.Contains(
            "ValidationImages = 21 is impossible: generated/validation has 20 images",
            Message(() => new GhnTrainer(ghn, options, _data))
        );
        Assert.Contains(
            "MeasureImages = 5000 is impossible: generated/validation has 20 images",
            Message(() => new NetworkTrainer(new NetworkTrainingOptions(), _data.Train, _data.Validation))
        );
        _ = new GhnTrainer(ghn, options with { ValidationImages = 20 }, _data); // all of them are possible
    }

    [Fact]
    public void A_measurement_after_the_last_step_is_refused()
    {
        var options = new NetworkTrainingOptions
        {
            Steps = 4,
            MeasureAt = [2, 5],
            MeasureImages = 20,
        };
        Assert.Contains(
            "MeasureAt = [2, 5] is impossible with Steps = 4",
            Message(() => new NetworkTrainer(options, _data.Train, _data.Validation))
        );
    }

    private TrainedNetwork Train(ComputationGraph graph)
    {
        var options = new NetworkTrainingOptions { Steps = 1, MeasureImages = 20 };
        return new NetworkTrainer(options, _data.Train, _data.Validation).Train(new RandomWeights(0), graph);
    }

    private static string Message(Func<object> act) => Assert.Throws<GhnException>(act).Message;
}
