using static TorchSharp.torch;

namespace Ghn.Hypernetworks;

/// <summary>
/// Initial values of a hypernetwork's parameters, each from its own random stream (seed, parameter name).
/// </summary>
internal static class ParameterInitialization
{
    /// <summary>
    /// Embeddings: standard normal. Output branches of the decoder: so that a generated weight has variance one before
    /// it is scaled by its fan-in, half of it common to all nodes (the bias) and half a function of the node. The rest:
    /// uniform within ±1/√fan-in, as usual for linear layers and GRU cells.
    /// </summary>
    public static void Apply(nn.Module module, long seed)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in module.named_parameters())
        {
            var random = new RandomStream(seed, "init " + name);
            var count = (int)parameter.numel();
            var fanIn = parameter.dim() > 1 ? parameter.shape[1] : 32;
            var isBranch = name.Contains("_branches", StringComparison.Ordinal);
            float[] values;
            if (isBranch)
                values = Scaled(random.Normal(count), parameter.dim() == 1 ? MathF.Sqrt(0.5f) : MathF.Sqrt(1f / fanIn));
            else if (
                name.Contains("_embed", StringComparison.Ordinal) || name.Contains("Place", StringComparison.Ordinal)
            )
                values = random.Normal(count);
            else
                values = Enumerable
                    .Range(0, count)
                    .Select(_ => (float)((2 * random.NextDouble() - 1) / Math.Sqrt(fanIn)))
                    .ToArray();
            parameter.copy_(tensor(values, parameter.shape));
        }
    }

    private static float[] Scaled(float[] values, float factor) => Array.ConvertAll(values, v => v * factor);
}
