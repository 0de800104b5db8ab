using System.Diagnostics;
using Ghn.Data;
using Ghn.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ghn.Tests.Data;

[Collection(Alone.Name)]
public class GeneratedImagesTests(ITestOutputHelper output)
{
    [Fact]
    public void Convolution_is_needed_and_is_enough()
    {
        using var scope = NewDisposeScope();
        set_num_threads(1);
        manual_seed(0); // the initial weights of both networks
        var watch = Stopwatch.StartNew();
        using var data = GeneratedImages.Make(new());
        output.WriteLine($"made in {watch.ElapsedMilliseconds} ms");

        using var linear = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 10));
        var linearAccuracy = TrainAndTest(linear, data, epochs: 8, rate: 1e-3);
        output.WriteLine($"linear {linearAccuracy:P1}, {watch.ElapsedMilliseconds} ms");

        using var convolutional = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding: 1),
            Norm(16),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding: 1),
            Norm(32),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding: 1),
            Norm(64),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(64, 64, 3, padding: 1),
            Norm(64),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(64, 10)
        );
        var accuracy = TrainAndTest(convolutional, data, epochs: 6, rate: 3e-3);
        output.WriteLine($"convolutional {accuracy:P1}, {watch.ElapsedMilliseconds} ms");
        Assert.True(linearAccuracy <= 0.35, $"linear {linearAccuracy:P1}");
        Assert.True(accuracy >= 0.85, $"convolutional {accuracy:P1}");
    }

    [Fact]
    public void The_bytes_are_the_same_on_every_machine()
    {
        using var data = GeneratedImages.Make(
            new()
            {
                Train = 300,
                Validation = 50,
                Test = 103,
            }
        );
        Assert.StartsWith("368a29bb2014f3e3055568753b90293550a6e8e1e71321ebca", data.Checksum);
    }

    [Fact]
    public void Classes_are_balanced_and_seeds_differ()
    {
        using var scope = NewDisposeScope();
        var options = new GeneratedOptions
        {
            Train = 80,
            Validation = 20,
            Test = 40,
        };
        using var a = GeneratedImages.Make(options);
        using var b = GeneratedImages.Make(options with { Seed = 1 });
        using var c = GeneratedImages.Make(options, splitSeed: 1);
        Assert.All(a.Test.Labels.bincount(null, 10).data<long>().ToArray(), n => Assert.Equal(4, n));
        Assert.NotEqual(a.Test.Checksum, b.Test.Checksum);
        Assert.Equal(a.Test.Checksum, c.Test.Checksum);
        Assert.NotEqual(a.Train.Checksum, c.Train.Checksum);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        var options = new GeneratedOptions
        {
            Train = 10,
            Validation = 10,
            Test = 10,
        };
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (GeneratedImages.Make(options))
            Assert.Equal(live + 6, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private double TrainAndTest(Sequential network, DataSplits data, int epochs, double rate)
    {
        using var parameters = new FlatParameters(
            network.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).ToArray()
        );
        using var adam = new Ghn.Training.Adam(parameters, weightDecay: 0);
        var order = new EpochOrder(data.Train.Count, 64, seed: 0);
        network.train();
        var steps = epochs * order.StepsPerEpoch;
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var batch = BatchLoader.Gather(data.Train, order.Batch(step));
            parameters.Gradient.zero_();
            nn.functional.cross_entropy(network.call(batch.Images), batch.Labels).backward();
            adam.Step(rate * (1 - (double)step / steps));
        }
        output.WriteLine(
            $"train {Accuracy(network, data.Train):P1} validation {Accuracy(network, data.Validation):P1}"
        );
        return Accuracy(network, data.Test);
    }

    /// <summary>With the statistics of the batch: counting batches, TorchSharp's own meets a number unprotected.</summary>
    private static BatchNorm2d Norm(int channels) => nn.BatchNorm2d(channels, track_running_stats: false);

    private static double Accuracy(Sequential network, ImageSet set)
    {
        network.eval();
        using var noGrad = no_grad();
        long right = 0;
        foreach (var indices in EpochOrder.Sequential(set.Count, 250))
        {
            using var scope = NewDisposeScope();
            var batch = BatchLoader.Gather(set, indices);
            right += network.call(batch.Images).argmax(1).eq(batch.Labels).sum().item<long>();
        }
        return (double)right / set.Count;
    }
}
