using Ghn.Operators;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ghn.Tests.Networks;

/// <summary>Sets the number of torch's threads, which is one of the whole process.</summary>
[Collection(Alone.Name)]
public sealed class PointwiseConvolutionTests : IDisposable
{
    private readonly int _threads = get_num_threads();

    public PointwiseConvolutionTests() => set_num_threads(2);

    public void Dispose() => set_num_threads(_threads);

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(40)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(80)]
    [InlineData(112)]
    public void Outputs_and_gradients_are_those_of_a_convolution_in_float64(int outputs)
    {
        using var scope = NewDisposeScope();
        const int inputs = 48;
        Tensor Random(string name, params long[] shape) =>
            tensor(new RandomStream(outputs, name).Normal((int)shape.Aggregate(1L, (a, b) => a * b)), shape);
        Tensor Leaf(Tensor t) => t.detach().clone().requires_grad_();
        var image = Random("images", 8, 7, 7, inputs).permute(0, 3, 1, 2); // channels-last
        var kernel = Random("kernel", outputs, inputs, 1, 1);
        var gradient = Random("gradient", 8, outputs, 7, 7);

        (Tensor, Tensor, Tensor) Run(Func<Tensor, Tensor, Tensor> convolution, ScalarType type)
        {
            var (x, w) = (Leaf(image.to(type)), Leaf(kernel.to(type)));
            var y = convolution(x, w);
            y.backward([gradient.to(type)]);
            return (y, x.grad!, w.grad!);
        }
        var (y, dx, dw) = Run(PointwiseConvolution.Apply, ScalarType.Float32);
        var (expected, expectedDx, expectedDw) = Run((x, w) => F.conv2d(x.contiguous(), w), ScalarType.Float64);

        void AssertClose(Tensor a, Tensor b) =>
            Assert.InRange((a.to(ScalarType.Float64) - b).abs().max().item<double>(), 0, 1e-3);
        AssertClose(y, expected);
        AssertClose(dx, expectedDx);
        AssertClose(dw, expectedDw);
        Assert.Equal(1, y.stride()[1]); // still channels-last
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Without_gradients_the_output_is_the_same(int size)
    {
        using var scope = NewDisposeScope();
        Tensor Random(string name, params long[] shape) =>
            tensor(new RandomStream(size, name).Normal((int)shape.Aggregate(1L, (a, b) => a * b)), shape);
        var kernel = Random("kernel", 48, 48, 1, 1);
        // Channels last, and as torch's convolutions of one pixel answer: there, both name the same memory.
        Tensor[] layouts =
        [
            Random("images", 3, size, size, 48).permute(0, 3, 1, 2),
            Random("images", 3, 48, size, size),
        ];
        foreach (var images in layouts)
        {
            var recorded = PointwiseConvolution.Apply(
                images.detach().requires_grad_(),
                kernel.detach().requires_grad_()
            );
            using var noGradient = no_grad();
            Assert.True(recorded.detach().equal(PointwiseConvolution.Apply(images, kernel)).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, true)]
    [InlineData(33, false)]
    [InlineData(48, false)]
    [InlineData(64, true)]
    [InlineData(80, false)]
    public void Odd_numbers_of_vectors_from_three_on_are_multiplied(int outputs, bool safe) =>
        Assert.Equal(safe, PointwiseConvolution.IsSafe(outputs));
}
