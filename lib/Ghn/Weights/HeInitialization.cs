using Ghn.Graphs;

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

    /// <summary>The values of one tensor, row-major.</summary>
    public static float[] Values(ParameterSpec spec, RandomStream random)
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
