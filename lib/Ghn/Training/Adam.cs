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
        var gradient = parameters.Gradient.add_(parameters.Values, weightDecay);
        FirstMoment.mul_(FirstDecay).add_(gradient, 1 - FirstDecay);
        SecondMoment.mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
        var rate = learningRate / (1 - Math.Pow(FirstDecay, update));
        var root = Math.Sqrt(1 - Math.Pow(SecondDecay, update));
        parameters.Values.addcdiv_(FirstMoment, SecondMoment.sqrt().div_(root).add_(Epsilon), -rate);
    }

    /// <summary>Frees the moments.</summary>
    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
    }
}
