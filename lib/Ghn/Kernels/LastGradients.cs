namespace Ghn.Kernels;

/// <summary>
/// The gradients that a pass gave to torch last. TorchSharp keeps nothing but their handles while torch takes them over;
/// when the next ones come, it has, and they are freed.
/// </summary>
internal sealed class LastGradients
{
    private IReadOnlyList<Tensor> _last = [];

    public void Replace(IReadOnlyList<Tensor> gradients)
    {
        foreach (var tensor in _last)
            tensor.Dispose();
        _last = gradients;
    }
}
