using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Display;

/// <summary>What a <see cref="TensorView"/> draws.</summary>
public enum TensorPicture
{
    /// <summary>Whatever fits the shape and the type.</summary>
    Auto,

    /// <summary>Numbers only.</summary>
    None,

    /// <summary>A matrix (or vector) as colours.</summary>
    Heat,

    /// <summary>[O, I, kh, kw] as a grid of kernels, zero in white.</summary>
    Kernels,

    /// <summary>[B, C, H, W], or bytes [B, H, W, C], as pictures.</summary>
    Images,
}

/// <summary>
/// A tensor as a reader wants to see it: shape, type, device, memory, range and a small picture. Everything is copied when
/// the view is made, so that a stored view keeps no tensor alive.
/// </summary>
[TypeFormatterSource(typeof(DisplayFormatterSource))]
public sealed record TensorView : IDisplayable
{
    private TensorView() { }

    /// <summary>A name for the reader.</summary>
    public string Title { get; private init; } = "";

    /// <summary>The sizes.</summary>
    public ImmutableArray<long> Shape { get; private init; } = [];

    /// <summary>The element type.</summary>
    public ScalarType Type { get; private init; }

    /// <summary>The device the tensor lived on.</summary>
    public string Device { get; private init; } = "";

    /// <summary>The distance in memory between neighbours along each dimension.</summary>
    public ImmutableArray<long> Strides { get; private init; } = [];

    /// <summary>"contiguous", "channels-last" or "strided".</summary>
    public string MemoryFormat { get; private init; } = "";

    /// <summary>Range and moments; null for an empty tensor or one without data.</summary>
    public TensorStatistics? Statistics { get; private init; }

    /// <summary>The picture as SVG; null if there is none.</summary>
    public string? Picture { get; private init; }

    /// <summary>Looks at a tensor.</summary>
    public static TensorView Of(Tensor tensor, string title = "", TensorPicture picture = TensorPicture.Auto)
    {
        if (tensor.IsInvalid)
            throw new GhnException(
                "The tensor was disposed: it has no values any more. Show it before its using, Dispose() or scope ends."
            );
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var hasData = tensor.device_type != DeviceType.META && tensor.numel() > 0 && !tensor.is_complex();
        return new TensorView
        {
            Title = title,
            Shape = [.. tensor.shape],
            Type = tensor.dtype,
            Device = tensor.device.ToString(),
            Strides = [.. tensor.stride()],
            MemoryFormat = FormatOf(tensor.shape, tensor.stride()),
            Statistics = hasData ? TensorStatistics.Of(tensor) : null,
            Picture = hasData ? TensorPictures.Draw(tensor.detach(), picture, title) : null,
        };
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var lines = Lines().Select(Markup.Escape).ToList();
        var title = Title.Length > 0 ? $"<b>{Markup.Escape(Title)}</b> " : "";
        return $"""<div class="ghn-tensor"><p>{title}{string.Join("<br>", lines)}</p>{Picture}</div>""";
    }

    /// <inheritdoc/>
    public string ToText() => (Title.Length > 0 ? Title + ": " : "") + string.Join("\n  ", Lines());

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private IEnumerable<string> Lines()
    {
        yield return $"[{string.Join(", ", Shape)}] {Type} on {Device}, {MemoryFormat}, strides ({string.Join(", ", Strides)})";
        if (Statistics is { } s)
            yield return s.ToString();
    }

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
