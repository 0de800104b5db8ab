using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Ghn.Kernels;

/// <summary>
/// Mean and variance of each channel over images, in one pass over memory. Both are computed for each image while it is
/// in the cache, and then combined exactly (Chan, Golub, LeVeque 1979).
/// </summary>
internal sealed unsafe class ChannelMoments(int channels)
{
    private readonly double[] _mean = new double[channels];
    private readonly double[] _squares = new double[channels]; // Σ (value − mean)²
    private long _count;

    /// <summary>Adds an image [pixels, C].</summary>
    public void Add(float* image, int pixels)
    {
        var weight = (double)pixels / (_count + pixels);
        for (var c = 0; c < channels; c += SimdLanes.Count)
        {
            var end = image + (long)pixels * channels;
            var sum = Vector512<float>.Zero;
            for (var p = image + c; p < end; p += channels)
                sum += Load(p);
            var mean = sum / Create((float)pixels);
            var squares = Vector512<float>.Zero;
            for (var p = image + c; p < end; p += channels)
            {
                var apart = Load(p) - mean;
                squares = SimdLanes.MultiplyAdd(apart, apart, squares);
            }
            for (var l = 0; l < SimdLanes.Count; l++)
            {
                var apart = mean[l] - _mean[c + l];
                _mean[c + l] += apart * weight;
                _squares[c + l] += squares[l] + apart * apart * _count * weight;
            }
        }
        _count += pixels;
    }

    public double Mean(int channel) => _mean[channel];

    /// <summary>The mean squared distance from the mean.</summary>
    public double Variance(int channel) => _squares[channel] / _count;
}
