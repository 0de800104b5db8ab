using System.Security.Cryptography;

namespace Ghn.Training;

/// <summary>
/// Many parameters and their gradients as views of two flat tensors. Clipping, decay and update are then a few tensor
/// calls per step for any number of parameters.
/// </summary>
/// <remarks>
/// The caller keeps ownership of the parameters: after disposal they keep their values, but have no gradient. A
/// backward pass adds into the views, so no gradient is copied.
/// </remarks>
internal sealed class FlatParameters : IDisposable
{
    private readonly long[] _starts; // of each parameter, and the end

    /// <summary>Moves the values of the parameters, float32 leaves on one device, into one tensor.</summary>
    public FlatParameters(IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        Parameters = parameters;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Values = cat(parameters.Select(p => p.Value.reshape(-1)).ToArray()).DetachFromDisposeScope();
        Gradient = zeros_like(Values).DetachFromDisposeScope();
        _starts = new long[parameters.Count + 1];
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i].Value;
            var (from, count) = (_starts[i], parameter.numel());
            parameter.set_(Values.narrow(0, from, count).view(parameter.shape));
            parameter.requires_grad_();
            parameter.grad = Gradient.narrow(0, from, count).view(parameter.shape);
            _starts[i + 1] = from + count;
        }
    }

    public IReadOnlyList<(string Name, Tensor Value)> Parameters { get; }

    public Tensor Values { get; } // float32 [P]

    public Tensor Gradient { get; } // float32 [P]

    /// <summary>Where parameters <paramref name="from"/> … <paramref name="to"/> − 1 lie in the flat tensors.</summary>
    public (long Start, long Length) Stretch(int from, int to) => (_starts[from], _starts[to] - _starts[from]);

    /// <summary>
    /// SHA-256 (lower-case hex) of all values; it is equal for trainings that start with the same bits.
    /// </summary>
    public string Checksum()
    {
        using var onCpu = Values.cpu();
        return Convert.ToHexString(SHA256.HashData(onCpu.bytes)).ToLowerInvariant();
    }

    /// <summary>Whether each parameter has a gradient that is not all zero, bool [number of parameters] on the CPU.</summary>
    public Tensor Used()
    {
        using var scope = NewDisposeScope();
        var any = Enumerable
            .Range(0, Parameters.Count)
            .Select(i => Gradient.narrow(0, _starts[i], _starts[i + 1] - _starts[i]).any())
            .ToArray();
        return stack(any).cpu().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Scales the gradient down to length <paramref name="longest"/> if it is longer; returns its length before, which
    /// is not finite if one of its numbers is not.
    /// </summary>
    public double ClipGradient(double longest)
    {
        using var scope = NewDisposeScope();
        var length = Gradient.norm().item<float>();
        if (double.IsFinite(length) && length > longest)
            Gradient.ScaleInPlace(longest / length);
        return length;
    }

    /// <summary>
    /// Frees the flat tensors; each parameter gets its own memory. The last bits of a product depend on the address of
    /// the memory. With its own memory, a trained source gives the same bits as one loaded from a file.
    /// </summary>
    public void Dispose()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, parameter) in Parameters)
        {
            parameter.set_(parameter.detach().clone());
            parameter.grad = null;
        }
        Values.Dispose();
        Gradient.Dispose();
    }
}
