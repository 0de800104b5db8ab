namespace Ghn.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) on flat parameters, with weight decay added to the gradient. A step is a few tensor calls.
/// The state is three tensors, which a checkpoint stores exactly.
/// </summary>
/// <remarks>
/// A parameter with an all-zero gradient was not used in the step. It, its moments and its number of updates do not
/// change, as in PyTorch for parameters without a gradient.
/// </remarks>
internal sealed class Adam(FlatParameters parameters, double weightDecay) : IDisposable
{
    private const double FirstDecay = 0.9,
        SecondDecay = 0.999,
        Epsilon = 1e-8;

    /// <summary>Everything that a step changes in addition to the parameters.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State =>
        [("Adam, first moment", FirstMoment), ("Adam, second moment", SecondMoment), ("Adam, updates", Updates)];

    /// <summary>Running mean of the gradient, float32 [P].</summary>
    private Tensor FirstMoment { get; } = zeros_like(parameters.Values).DetachFromDisposeScope();

    /// <summary>Running mean of its square, float32 [P].</summary>
    private Tensor SecondMoment { get; } = zeros_like(parameters.Values).DetachFromDisposeScope();

    /// <summary>Updates of each parameter so far, float32 [number of parameters], on the CPU.</summary>
    private Tensor Updates { get; } = zeros(parameters.Parameters.Count, device: CPU).DetachFromDisposeScope();

    public void Step(double learningRate)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var used = parameters.Used();
        Updates.AddInPlace(used.to(ScalarType.Float32), 1);
        var (isUsed, updates) = (used.data<bool>().ToArray(), Updates.data<float>().ToArray());
        for (int from = 0, to; from < isUsed.Length; from = to)
        {
            // Neighbours that have been updated equally often are one stretch: usually all parameters.
            to = from + 1;
            while (to < isUsed.Length && isUsed[to] == isUsed[from] && updates[to] == updates[from])
                to++;
            if (isUsed[from])
                Step(parameters.Stretch(from, to), updates[from], learningRate);
        }
    }

    public void Dispose()
    {
        foreach (var (_, value) in State)
            value.Dispose();
    }

    private void Step((long Start, long Length) stretch, double update, double learningRate)
    {
        Tensor Part(Tensor all) => all.narrow(0, stretch.Start, stretch.Length);
        var (values, first, second) = (Part(parameters.Values), Part(FirstMoment), Part(SecondMoment));
        var gradient = Part(parameters.Gradient).AddInPlace(values, weightDecay);
        first.ScaleInPlace(FirstDecay).AddInPlace(gradient, 1 - FirstDecay);
        using Scalar fresh = 1 - SecondDecay; // kept alive to the end of the method: see SafeArithmetic
        second.ScaleInPlace(SecondDecay).addcmul_(gradient, gradient, fresh);
        var root = Math.Sqrt(1 - Math.Pow(SecondDecay, update));
        using Scalar step = -learningRate / (1 - Math.Pow(FirstDecay, update));
        values.addcdiv_(first, second.sqrt().Over(root).AddInPlace(Epsilon), step);
    }
}
