namespace Ghn.Kernels;

/// <summary>
/// Keeps the latest gradients of a pass alive until torch owns them, because TorchSharp keeps only their handles. They
/// are freed when the next ones arrive.
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
