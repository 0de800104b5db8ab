namespace Ghn.Data;

/// <summary>
/// The random choices of one batch as small index arrays, with one entry per row and column of pixels. Each
/// augmentation is then one tensor operation over the whole batch.
/// </summary>
internal sealed class AugmentationPlan
{
    private readonly int _batch;
    private readonly int _height;
    private readonly int _width;
    private readonly Augmentation _options;
    private readonly long[] _rows; // [B, H]: source row
    private readonly long[] _columns; // [B, W]: source column
    private readonly float[] _rowInside; // [B, H]: 1 if the source row is in the image, 0 in the padding
    private readonly float[] _columnInside; // [B, W, 3]
    private readonly float[] _rowCut; // [B, H]: 1 in the cut-out square
    private readonly float[] _columnCut; // [B, W, 3]

    public AugmentationPlan(int batch, int height, int width, Augmentation options, RandomStream stream)
    {
        (_batch, _height, _width, _options) = (batch, height, width, options);
        (_rows, _rowInside, _rowCut) = (new long[batch * height], new float[batch * height], new float[batch * height]);
        _columns = new long[batch * width];
        (_columnInside, _columnCut) = (new float[batch * width * 3], new float[batch * width * 3]);
        for (var b = 0; b < batch; b++)
        {
            // Five draws an image, used or not: an option that is switched on leaves the others' draws as they were.
            var (down, right) = (Shift(stream), Shift(stream));
            var flip = stream.NextDouble() < 0.5 && options.Flip;
            var (top, left) = (CutFrom(stream, height), CutFrom(stream, width));
            for (var y = 0; y < height; y++)
            {
                var i = b * height + y;
                (_rows[i], _rowInside[i]) = Source(y + down, height);
                _rowCut[i] = InCut(y, top);
            }
            for (var x = 0; x < width; x++)
            {
                var i = b * width + x;
                (_columns[i], var inside) = Source((flip ? width - 1 - x : x) + right, width);
                var cut = InCut(x, left);
                for (var c = 3 * i; c < 3 * i + 3; c++)
                    (_columnInside[c], _columnCut[c]) = (inside, cut);
            }
        }
    }

    /// <summary>
    /// uint8 [B·H·W, 3]: the cropped and flipped images number <paramref name="which"/> (int64 [B]) out of
    /// <paramref name="images"/> (uint8 [N, H, W, 3]); padding repeats the border until <see cref="BlackOutside"/>.
    /// </summary>
    public Tensor Crop(Tensor images, Tensor which)
    {
        var device = images.device;
        var rows = which.view(_batch, 1, 1).Times(_height).Plus(tensor(_rows, [_batch, _height, 1], device: device));
        var pixels = rows.Times(_width).Plus(tensor(_columns, [_batch, 1, _width], device: device)); // [B, H, W]
        return images.view(-1, 3).index_select(0, pixels.view(-1));
    }

    /// <summary>Makes the padding black in <paramref name="x"/>, float32 [B, H, W·3], not yet normalised.</summary>
    public void BlackOutside(Tensor x)
    {
        if (_options.PadCrop > 0)
            x.mul_(OuterProduct(_rowInside, _columnInside, x.device));
    }

    /// <summary>Puts zero, the mean colour, into the cut-out square of <paramref name="x"/>, float32 [B, H, W·3], normalised.</summary>
    public void CutOut(Tensor x)
    {
        if (_options.Cutout > 0)
            x.mul_(OuterProduct(_rowCut, _columnCut, x.device).neg().Plus(1));
    }

    private int Shift(RandomStream stream) => stream.Next(2 * _options.PadCrop + 1) - _options.PadCrop;

    private int CutFrom(RandomStream stream, int length) => stream.Next(length) - _options.Cutout / 2;

    private float InCut(int position, int from) => position >= from && position < from + _options.Cutout ? 1 : 0;

    private static (long Index, float Inside) Source(int position, int length) =>
        (Math.Clamp(position, 0, length - 1), position >= 0 && position < length ? 1 : 0);

    private Tensor OuterProduct(float[] rows, float[] columns, Device device) =>
        tensor(rows, [_batch, _height, 1], device: device) * tensor(columns, [_batch, 1, _width * 3], device: device);
}
