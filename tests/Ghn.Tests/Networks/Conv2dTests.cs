using Ghn.Operators;
using Ghn.Training;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Tests.Networks;

public sealed class Conv2dTests
{
    [Fact]
    public void Threads_that_are_the_first_to_see_a_shape_get_the_right_numbers()
    {
        const int threads = 2,
            shapes = 100;
        using var together = new Barrier(threads);
        using var workers = new WorkerThreads(threads);
        var errors = workers.Map(
            threads,
            _ =>
            {
                var largest = 0.0;
                for (var i = 0; i < shapes; i++)
                {
                    together.SignalAndWait(TestContext.Current.CancellationToken);
                    largest = Math.Max(largest, Error(batch: 2 + i)); // a batch of another size is another kernel
                }
                return largest;
            },
            TestContext.Current.CancellationToken
        );
        Assert.All(errors, e => Assert.InRange(e, 0, 1e-3));
    }

    /// <summary>Largest difference of output and gradients from those in float64.</summary>
    private static double Error(int batch)
    {
        using var scope = NewDisposeScope();
        const int inputs = 32,
            outputs = 8,
            size = 4;
        Tensor Random(string name, params long[] shape) =>
            tensor(new RandomStream(batch, name).Normal((int)shape.Aggregate(1L, (a, b) => a * b)), shape);
        var image = Random("images", batch, size, size, inputs).permute(0, 3, 1, 2); // channels-last
        var kernel = Random("kernel", outputs, inputs, 3, 3);
        var gradient = Random("gradient", batch, size, size, outputs).permute(0, 3, 1, 2);

        Tensor[] Run(Func<Tensor, Tensor, Tensor> convolution, ScalarType type)
        {
            Tensor Leaf(Tensor t) => t.to(type).detach().clone().requires_grad_();
            var (x, w) = (Leaf(image), Leaf(kernel));
            var y = convolution(x, w);
            y.backward([gradient.to(type)]);
            return [y, x.grad!, w.grad!];
        }
        var mine = Run((x, w) => Conv2d.Apply(x, w, padding: 1), ScalarType.Float32);
        var expected = Run((x, w) => F.conv2d(x.contiguous(), w, padding: [1, 1]), ScalarType.Float64);
        return mine.Zip(expected, (a, b) => (a.to(ScalarType.Float64) - b).abs().max().item<double>()).Max();
    }
}
