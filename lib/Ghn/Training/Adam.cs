using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) with weight decay added to the gradient, on flat parameters: seven tensor calls a step, and
/// a state of two tensors that a checkpoint can hold bit for bit.
/// </summary>
internal sealed class Adam(FlatParameters parameters, double weightDecay) : IDisposable
{
    private const double FirstDecay = 0.9,
        SecondDecay = 0.999,
        Epsilon = 1e-8;

    /// <summary>Running mean of the gradient, float32 [P].</summary>
    public Tensor FirstMoment { get; } = zeros_like(parameters.Values).DetachFromDisposeScope();

    /// <summary>Running mean of its square, float32 [P].</summary>
    public Tensor SecondMoment { get; } = zeros_like(parameters.Values).DetachFromDisposeScope();

    /// <summary>Changes the parameters by update number <paramref name="update"/>, from 1.</summary>
    public void Step(int update, double learningRate)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var gradient = parameters.Gradient.AddInPlace(parameters.Values, weightDecay);
        FirstMoment.ScaleInPlace(FirstDecay).AddInPlace(gradient, 1 - FirstDecay);
        using Scalar fresh = 1 - SecondDecay; // kept alive to the end of the method: see SafeArithmetic
        SecondMoment.ScaleInPlace(SecondDecay).addcmul_(gradient, gradient, fresh);
        var rate = learningRate / (1 - Math.Pow(FirstDecay, update));
        var root = Math.Sqrt(1 - Math.Pow(SecondDecay, update));
        using Scalar step = -rate;
        parameters.Values.addcdiv_(FirstMoment, SecondMoment.sqrt().Over(root).AddInPlace(Epsilon), step);
    }

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }
}
