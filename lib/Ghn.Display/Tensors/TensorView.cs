using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Display;

/// <summary>The kind of picture of a <see cref="TensorView"/>.</summary>
public enum TensorPicture
{
    /// <summary>Chosen by shape and type.</summary>
    Auto,

    /// <summary>Numbers only.</summary>
    None,

    /// <summary>A heat map of a matrix or vector.</summary>
    Heat,

    /// <summary>[O, I, kh, kw] as a grid of kernels, zero in white.</summary>
    Kernels,

    /// <summary>[B, C, H, W], or bytes [B, H, W, C], as pictures.</summary>
    Images,
}

/// <summary>
/// A summary of a tensor: shape, type, device, memory, range and a small picture. All data are copied, so that a view
/// keeps no tensor alive.
/// </summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record TensorView : IDisplayable
{
    private TensorView() { }

    /// <summary>The displayed name.</summary>
    public string Title { get; private init; } = "";

    /// <summary>Sizes, element type, device, memory format ("contiguous", "channels-last" or "strided") and strides.</summary>
    public string Description { get; private init; } = "";

    /// <summary>Range and moments; null for an empty tensor or one without data.</summary>
    public TensorStatistics? Statistics { get; private init; }

    /// <summary>The picture as SVG; null if there is none.</summary>
    public string? Picture { get; private init; }

    /// <summary>Creates a view of a tensor.</summary>
    public static TensorView Of(Tensor tensor, string title = "", TensorPicture picture = TensorPicture.Auto)
    {
        if (tensor.IsInvalid)
            throw new GhnException(
                "The tensor was disposed and has no values. Show it before its using, Dispose() or dispose scope ends."
            );
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var hasData = tensor.device_type != DeviceType.META && tensor.numel() > 0 && !tensor.is_complex();
        return new TensorView
        {
            Title = title,
            Description =
                $"[{string.Join(", ", tensor.shape)}] {tensor.dtype} on {tensor.device}, "
                + $"{FormatOf(tensor.shape, tensor.stride())}, strides ({string.Join(", ", tensor.stride())})",
            Statistics = hasData ? TensorStatistics.Of(tensor) : null,
            Picture = hasData ? TensorPictures.Draw(tensor.detach(), picture, title) : null,
        };
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var title = Title.Length > 0 ? $"<b>{Markup.Escape(Title)}</b> " : "";
        return $"""<div class="ghn-tensor"><p>{title}{string.Join("<br>", Lines.Select(Markup.Escape))}</p>{Picture}</div>""";
    }

    /// <inheritdoc/>
    public string ToText() => (Title.Length > 0 ? Title + ": " : "") + string.Join("\n  ", Lines);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private IEnumerable<string> Lines => Statistics is { } s ? [Description, s.ToString()] : [Description];

    private static string FormatOf(long[] shape, long[] strides)
    {
        bool Matches(params int[] innermostFirst)
        {
            var expected = 1L;
            foreach (var d in innermostFirst)
            {
                if (shape[d] > 1 && strides[d] != expected)
                    return false;
                expected *= shape[d];
            }
            return true;
        }
        if (Matches([.. Enumerable.Range(0, shape.Length).Reverse()]))
            return "contiguous";
        return shape.Length == 4 && Matches(1, 3, 2, 0) ? "channels-last" : "strided";
    }
}

/// <summary>Range and moments of a tensor's finite values.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation (of the population).</param>
/// <param name="Max">The greatest value.</param>
/// <param name="NotFinite">How many values are NaN or infinite.</param>
public sealed record TensorStatistics(double Min, double Mean, double Deviation, double Max, long NotFinite)
{
    internal static TensorStatistics Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var precise = tensor
            .detach()
            .to(tensor.device_type == DeviceType.MPS ? ScalarType.Float32 : ScalarType.Float64);
        var finite = precise.isfinite();
        var bad = tensor.numel() - finite.sum().to(ScalarType.Int64).cpu().item<long>();
        if (bad == tensor.numel())
            return new TensorStatistics(double.NaN, double.NaN, double.NaN, double.NaN, bad);
        var values = bad == 0 ? precise.flatten() : precise.masked_select(finite);
        double Number(Tensor x) => x.to(ScalarType.Float64).cpu().item<double>();
        return new TensorStatistics(
            Number(values.min()),
            Number(values.mean()),
            Number(values.std(unbiased: false)),
            Number(values.max()),
            bad
        );
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"min {NumberText.Short(Min)}, mean {NumberText.Short(Mean)} ± {NumberText.Short(Deviation)}, max {NumberText.Short(Max)}"
        + (NotFinite > 0 ? string.Create(CultureInfo.InvariantCulture, $", {NotFinite:N0} not finite") : "");
}
