using Ghn.Graphs;
using TorchSharp;

namespace Ghn.Weights;

/// <summary>
/// Random initial weights of a network (He et al. 2015): normal kernels whose size keeps the variance of their input, no
/// shifts, scales of 1.
/// </summary>
internal static class HeInitialization
{
    /// <summary>Standard deviation of a kernel: √(2 / fan-in) after a ReLU, √(1 / fan-in) for the classifier.</summary>
    public static float Deviation(ParameterSpec spec) =>
        MathF.Sqrt((spec.Kind == ParameterKind.ClassifierWeight ? 1f : 2f) / spec.FanIn);

    /// <summary>
    /// One tensor, of the shape of <paramref name="spec"/>. A copy: a tensor made from an array lies in the array's memory,
    /// wherever that begins, and the last bits of a product depend on that.
    /// </summary>
    public static torch.Tensor Tensor(ParameterSpec spec, RandomStream random, torch.Device device)
    {
        using var inPlace = torch.tensor(Values(spec, random), [.. spec.Shape], device: device);
        return inPlace.clone();
    }

    private static float[] Values(ParameterSpec spec, RandomStream random)
    {
        var values = new float[spec.Count];
        switch (spec.Kind)
        {
            case ParameterKind.ClassifierBias or ParameterKind.NormShift:
                return values;
            case ParameterKind.NormScale:
                Array.Fill(values, 1);
                return values;
            default:
                var deviation = Deviation(spec);
                return Array.ConvertAll(random.Normal(values.Length), v => v * deviation);
        }
    }
}
