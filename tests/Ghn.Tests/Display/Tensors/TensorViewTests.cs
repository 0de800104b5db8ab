using System.Xml.Linq;
using Ghn.Display;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests.Display.Tensors;

public sealed class TensorViewTests
{
    [Fact]
    public void A_view_says_shape_type_device_memory_and_range()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3, 6 }).reshape(2, 2);
        var view = TensorView.Of(x, "x");
        Assert.Equal(
            "x: [2, 2] Float32 on cpu, contiguous, strides (2, 1)\n  min 1, mean 3 ± 1.871, max 6",
            view.ToText()
        );
    }

    [Fact]
    public void Memory_formats_are_recognised()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3, 4, 5);
        void Is(string format, Tensor shown) =>
            Assert.Contains($", {format}, ", TensorView.Of(shown).Description, StringComparison.Ordinal);
        Is("contiguous", x);
        Is("channels-last", x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
        Is("strided", x.permute(3, 2, 1, 0));
    }

    [Fact]
    public void Pictures_fit_the_shape()
    {
        using var scope = NewDisposeScope();
        string? Picture(Tensor x) => TensorView.Of(x).Picture;
        Assert.Contains("8 outputs (rows) × 4 inputs (columns)", Picture(randn(8, 4, 3, 3)), StringComparison.Ordinal);
        Assert.Contains("32 of 32 × 1 kernels", Picture(randn(32, 1, 5, 5)), StringComparison.Ordinal);
        Assert.Contains(
            "the first 32 of 40",
            Picture(zeros([40, 32, 32, 3], ScalarType.Byte)),
            StringComparison.Ordinal
        );
        Assert.Contains("black -", Picture(randn(4, 3, 16, 16)), StringComparison.Ordinal);
        Assert.Contains("every 3rd row", Picture(randn(300, 10)), StringComparison.Ordinal);
        Assert.NotNull(Picture(randn(7)));
        Assert.Null(Picture(tensor(3f)));
        Assert.Null(Picture(randn(2, 3, 4)));
    }

    [Fact]
    public void Unusual_tensors_are_shown_as_far_as_possible()
    {
        using var scope = NewDisposeScope();
        Tensor[] unusual =
        [
            zeros(0, 3),
            zeros([2, 3], device: META),
            zeros(2, 3, ScalarType.Bool),
            zeros(2, 3, ScalarType.ComplexFloat32),
            zeros(2, 3, ScalarType.BFloat16),
            tensor(new long[] { 0, 1, 2, 3, 4, 5 }).reshape(2, 3),
            ones(2, 3).Times(float.NaN),
            ones(4, 4).requires_grad_(),
        ];
        foreach (var view in unusual.Select(x => TensorView.Of(x)))
        {
            Assert.NotEmpty(view.ToText());
            if (view.Picture is not null)
                XDocument.Parse(view.Picture);
        }
    }

    [Fact]
    public void Values_that_are_not_finite_are_counted_apart()
    {
        using var x = tensor(new[] { 1f, float.NaN, 3f, float.PositiveInfinity });
        Assert.Equal(new TensorStatistics(1, 2, 1, 3, 2), TensorView.Of(x).Statistics);
    }

    [Fact]
    public void A_title_is_escaped()
    {
        using var x = ones(2, 2);
        var html = TensorView.Of(x, "<W>").ToHtml();
        Assert.DoesNotContain("<W>", html, StringComparison.Ordinal);
        Assert.Contains("<b>&lt;W&gt;</b>", html, StringComparison.Ordinal);
    }

    /// <summary>Other tests make tensors at the same time, on other threads: this thread's own count is what matters.</summary>
    [Fact]
    public void A_view_keeps_no_tensor_alive()
    {
        using var x = randn(4, 3, 16, 16);
        TensorView.Of(x);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
            TensorView.Of(x).ToHtml();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
