namespace Ghn.Weights;

/// <summary>
/// Random initial weights of a network (He et al. 2015): normal kernels that preserve the variance of their input,
/// shifts of 0, scales of 1.
/// </summary>
internal static class HeInitialization
{
    /// <summary>
    /// One tensor with the shape of <paramref name="spec"/>. It is a copy: a tensor made from an array uses the array's
    /// memory, and the last bits of a product depend on its address.
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
