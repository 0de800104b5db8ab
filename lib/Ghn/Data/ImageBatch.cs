namespace Ghn.Data;

/// <summary>A batch ready for a network.</summary>
/// <param name="Images">float32 [B, C, H, W] with channels-last strides, normalised.</param>
/// <param name="Labels">int64 [B].</param>
public sealed record ImageBatch(Tensor Images, Tensor Labels) : IDisposable
{
    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}
