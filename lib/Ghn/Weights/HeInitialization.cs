namespace Ghn.Weights;

/// <summary>
/// Random initial weights of a network (He et al. 2015): normal kernels whose size keeps the variance of their input, no
/// shifts, scales of 1.
/// </summary>
internal static class HeInitialization
{
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
        if (spec.Kind.Start is not { } start)
            return Array.ConvertAll(random.Normal((int)spec.Count), v => v * spec.Deviation);
        return [.. Enumerable.Repeat(start, (int)spec.Count)];
    }
}
