using static TorchSharp.torch;

namespace Ghn.Training;

/// <summary>
/// Many parameters and their gradients as views of two flat tensors, so that clipping, decay and update are a few tensor
/// calls a step, however many parameters there are.
/// </summary>
/// <remarks>
/// The parameters stay the caller's: they keep their values, and go on working after this is disposed. A backward pass
/// adds into the views, so no gradient is copied.
/// </remarks>
internal sealed class FlatParameters : IDisposable
{
    /// <summary>Moves the values of the parameters, float32 leaves on one device, into one tensor.</summary>
    public FlatParameters(IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        Parameters = parameters;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Values = cat(parameters.Select(p => p.Value.reshape(-1)).ToArray()).DetachFromDisposeScope();
        Gradient = zeros_like(Values).DetachFromDisposeScope();
        long from = 0;
        foreach (var (_, parameter) in parameters)
        {
            var count = parameter.numel();
            parameter.set_(Values.narrow(0, from, count).view(parameter.shape));
            parameter.requires_grad_();
            parameter.grad = Gradient.narrow(0, from, count).view(parameter.shape);
            from += count;
        }
    }

    /// <summary>Names and views, in the order in which they were given.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters { get; }

    /// <summary>All values, float32 [P].</summary>
    public Tensor Values { get; }

    /// <summary>All gradients, float32 [P].</summary>
    public Tensor Gradient { get; }

    /// <summary>
    /// Scales the gradient down to length <paramref name="longest"/> if it is longer; returns its length before, which
    /// is not finite if one of its numbers is not.
    /// </summary>
    public double ClipGradient(double longest)
    {
        using var scope = NewDisposeScope();
        var length = Gradient.norm().item<float>();
        if (double.IsFinite(length) && length > longest)
            Gradient.mul_(longest / length);
        return length;
    }

    /// <summary>Frees the flat tensors; the parameters keep the memory that they are views of.</summary>
    public void Dispose()
    {
        Values.Dispose();
        Gradient.Dispose();
    }
}
