namespace Ghn.Training;

/// <summary>
/// Stochastic gradient descent with momentum and weight decay as in PyTorch, on flat parameters. A step is a few tensor
/// calls for any number of parameters.
/// </summary>
internal sealed class Sgd(FlatParameters parameters, double momentum, double weightDecay) : IDisposable
{
    /// <summary>Decaying sum of the gradients, float32 [P].</summary>
    public Tensor Velocity { get; } = zeros_like(parameters.Values).DetachFromDisposeScope();

    public void Step(double learningRate)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var gradient = parameters.Gradient.AddInPlace(parameters.Values, weightDecay);
        Velocity.ScaleInPlace(momentum).AddInPlace(gradient);
        parameters.Values.AddInPlace(Velocity, -learningRate);
    }

    public void Dispose() => Velocity.Dispose();
}
