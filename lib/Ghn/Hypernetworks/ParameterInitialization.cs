namespace Ghn.Hypernetworks;

/// <summary>
/// Initial values of a hypernetwork's parameters, each from its own random stream (seed, parameter name). The paper does
/// not state them.
/// </summary>
internal static class ParameterInitialization
{
    /// <summary>Added to the GRU's update gate: a node keeps most of its state through the first visits.</summary>
    private const float GateBias = 1;

    /// <summary>
    /// Factors over the usual ±1/√fan-in. With factor 1, messages fade within a visit or two and all nodes of one
    /// operator get the same embedding, so the same weights.
    /// </summary>
    private const float PropagationGain = 2,
        DecoderGain = 4;

    private const float PlaceDeviation = 0.1f;

    /// <summary>
    /// √6 for the SMASH hypernetwork's second layer: its inputs are ReLUs of numbers with variance one, so they have the
    /// mean square ½, and uniform weights in ±g/√fan-in have the variance g²/(3 fan-in). g² / 6 = 1.
    /// </summary>
    private const float SmashGain = 2.4494897f;

    /// <summary>
    /// Initialises all parameters of a new module except those with the prefix <paramref name="except"/>.
    /// </summary>
    public static void Apply(nn.Module module, long seed, string except)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var chosen = module.named_parameters().Where(p => !p.name.StartsWith(except, StringComparison.Ordinal));
        foreach (var (name, parameter) in chosen)
        {
            var random = new RandomStream(seed, "init " + name);
            parameter.copy_(tensor(Values(name, parameter, random), parameter.shape));
            if (name.EndsWith("_update.bias_ih", StringComparison.Ordinal))
            {
                var size = parameter.shape[0] / 3; // gates: reset, update, new
                parameter.narrow(0, size, size).AddInPlace((Scalar)GateBias);
            }
        }
    }

    private static float[] Values(string name, Tensor parameter, RandomStream random)
    {
        var count = (int)parameter.numel();
        var isMatrix = parameter.dim() > 1;
        var fanIn = isMatrix ? parameter.shape[1] : 32;
        bool Has(string part) => name.Contains(part, StringComparison.Ordinal);

        // Output branches: a generated weight has variance one before it is scaled by its fan-in, half of it common to
        // all nodes (the bias), half a function of the node.
        if (Has("_branches"))
            return Normal(random, count, isMatrix ? MathF.Sqrt(1f / fanIn) : MathF.Sqrt(0.5f));
        if (Has("Place"))
            return Normal(random, count, PlaceDeviation);
        if (Has("_embed"))
            return Normal(random, count, 1);
        var gain =
            !isMatrix ? 1
            : Has("_messagePassing.") ? PropagationGain
            : Has("_flat._project") ? SmashGain
            : DecoderGain;
        return Enumerable
            .Range(0, count)
            .Select(_ => gain * (float)((2 * random.NextDouble() - 1) / Math.Sqrt(fanIn)))
            .ToArray();
    }

    private static float[] Normal(RandomStream random, int count, float deviation) =>
        Array.ConvertAll(random.Normal(count), v => v * deviation);
}
