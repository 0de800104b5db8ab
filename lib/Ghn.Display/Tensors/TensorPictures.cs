using static TorchSharp.torch;

namespace Ghn.Display;

/// <summary>Chooses the picture for a tensor, copies the needed values, and draws it.</summary>
internal static class TensorPictures
{
    private const int MostImages = 32;
    private const int MostKernels = 16;
    private const int MostCells = 128;

    /// <summary>The picture as SVG, or null where none fits.</summary>
    public static string? Draw(Tensor tensor, TensorPicture picture, string title)
    {
        if (picture == TensorPicture.Auto)
            picture = Choose(tensor);
        return picture switch
        {
            TensorPicture.Images => Images(tensor, title),
            TensorPicture.Kernels => Kernels(tensor, title),
            TensorPicture.Heat => Heat(tensor, title),
            _ => null,
        };
    }

    private static TensorPicture Choose(Tensor tensor)
    {
        var s = tensor.shape;
        if (s.Length is 3 or 4 && tensor.dtype == ScalarType.Byte && s[^1] is 1 or 3 && s[^2] >= 8)
            return TensorPicture.Images;
        if (s.Length == 4 && s[1] is 1 or 3 && s[2] >= 8 && s[3] >= 8)
            return TensorPicture.Images;
        if (s.Length == 4 && s[2] * s[3] > 1 && s[2] <= 11 && s[3] <= 11)
            return TensorPicture.Kernels;
        var wide = s.Count(size => size > 1);
        return s.Length > 0 && wide is 1 or 2 ? TensorPicture.Heat : TensorPicture.None;
    }

    private static string Heat(Tensor tensor, string title)
    {
        var matrix = tensor.squeeze();
        matrix = matrix.dim() switch
        {
            0 => matrix.reshape(1, 1),
            1 => matrix.unsqueeze(0),
            2 => matrix,
            _ => matrix.flatten(0, -2),
        };
        var (rowStep, columnStep) = (Step(matrix.shape[0]), Step(matrix.shape[1]));
        matrix = matrix[TensorIndex.Slice(null, null, rowStep), TensorIndex.Slice(null, null, columnStep)];
        var (rows, columns) = ((int)matrix.shape[0], (int)matrix.shape[1]);
        var note = rowStep * columnStep == 1 ? "" : $"every {Nth(rowStep)} row, every {Nth(columnStep)} column";
        return TensorSvg.Grid(Values(matrix), [1, 1, rows, columns], note, title);
    }

    private static string Kernels(Tensor tensor, string title)
    {
        if (tensor.dim() != 4)
            throw new ArgumentException(
                $"Kernels have 4 dimensions [O, I, kh, kw], but the tensor has {tensor.dim()}."
            );
        // Depthwise kernels have one input each: they fill a grid instead of one long column.
        var s = tensor.shape;
        var shown =
            s[1] == 1
                ? tensor.narrow(0, 0, Math.Min(s[0], MostKernels * MostKernels))
                : tensor.narrow(0, 0, Math.Min(s[0], MostKernels)).narrow(1, 0, Math.Min(s[1], MostKernels));
        var count =
            s[1] == 1 ? $"{shown.shape[0]}" : $"{shown.shape[0]} outputs (rows) × {shown.shape[1]} inputs (columns)";
        return TensorSvg.Grid(Values(shown), Shape(shown), $"{count} of {s[0]} × {s[1]} kernels", title);
    }

    private static string Images(Tensor tensor, string title)
    {
        var images = tensor.dim() == 3 ? tensor.unsqueeze(0) : tensor;
        if (images.dim() != 4)
            throw new ArgumentException($"Images have 3 or 4 dimensions, but the tensor has {tensor.dim()}.");
        if (images.dtype == ScalarType.Byte && images.shape[3] is 1 or 3)
            images = images.permute(0, 3, 1, 2); // [B, H, W, C] → [B, C, H, W]
        if (images.shape[1] is not (1 or 3))
            throw new ArgumentException($"Images have 1 or 3 channels, but the tensor has {images.shape[1]}.");
        var shown = images.narrow(0, 0, Math.Min(images.shape[0], MostImages));
        var note = shown.shape[0] < images.shape[0] ? $"the first {shown.shape[0]} of {images.shape[0]}" : "";
        return TensorSvg.Images(Values(shown), Shape(shown), images.dtype == ScalarType.Byte, note, title);
    }

    private static int[] Shape(Tensor tensor) => [.. tensor.shape.Select(size => (int)size)];

    private static double[] Values(Tensor tensor) =>
        tensor.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray().Select(v => (double)v).ToArray();

    private static long Step(long size) => (size + MostCells - 1) / MostCells;

    private static string Nth(long step) =>
        step switch
        {
            1 => "single",
            2 => "2nd",
            3 => "3rd",
            _ => $"{step}th",
        };
}
