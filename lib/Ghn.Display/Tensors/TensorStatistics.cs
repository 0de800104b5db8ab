using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Display;

/// <summary>Range and moments of a tensor's finite values.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation (of the population).</param>
/// <param name="Max">The greatest value.</param>
/// <param name="NotFinite">How many values are NaN or infinite.</param>
public sealed record TensorStatistics(double Min, double Mean, double Deviation, double Max, long NotFinite)
{
    /// <summary>Computes them where the tensor lives.</summary>
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
