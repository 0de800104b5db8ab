namespace Ghn.Display;

/// <summary>Draws values that were copied from a tensor as a grid of small maps or pictures on a white card.</summary>
internal static class TensorSvg
{
    private const int Padding = 14;
    private const int Room = 560;

    /// <summary>[O, I, rows, columns] as maps, diverging around zero where values have both signs.</summary>
    public static string Grid(double[] values, int[] shape, string note, string title)
    {
        var (rows, columns) = (shape[2], shape[3]);
        var maps = shape[0] * shape[1];
        var across = shape[1] == 1 ? Math.Min(maps, Math.Max(8, (int)Math.Ceiling(Math.Sqrt(maps)))) : shape[1];
        var down = (maps + across - 1) / across;
        var gap = maps == 1 ? 0 : 4;
        var cell = Math.Clamp((Room - across * gap) / (across * columns), 1, maps == 1 ? 16 : 12);
        cell = Math.Clamp(Math.Min(cell, 480 / Math.Max(rows, 1)), 1, 16);
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (min, max) = (finite.Min(), finite.Max());
        var diverging = min < 0 && max > 0;
        if (diverging)
            (min, max) = (-Math.Max(-min, max), Math.Max(-min, max));
        var scale = diverging ? ColorScale.Diverging : ColorScale.Sequential;

        var image = new RgbImage(across * (columns * cell + gap) - gap, down * (rows * cell + gap) - gap);
        for (var i = 0; i < values.Length; i++)
        {
            var (map, inside) = (i / (rows * columns), i % (rows * columns));
            var left = map % across * (columns * cell + gap) + inside % columns * cell;
            var top = map / across * (rows * cell + gap) + inside / columns * cell;
            image.Fill(left, top, cell, cell, scale.At(max > min ? (values[i] - min) / (max - min) : 0.5));
        }
        return Card(image, note, title, (min, max, scale));
    }

    /// <summary>[B, C, H, W] as pictures: bytes and values in [0, 1] as they are, others stretched to their range.</summary>
    public static string Images(double[] values, int[] shape, bool bytes, string note, string title)
    {
        const int gap = 3;
        var (count, channels, height, width) = (shape[0], shape[1], shape[2], shape[3]);
        var pixel = Math.Clamp(64 / width, 1, 4);
        var across = Math.Clamp(Room / (width * pixel + gap), 1, Math.Min(count, 8));
        var down = (count + across - 1) / across;
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (min, max) =
            bytes ? (0, 255)
            : finite.Min() >= 0 && finite.Max() <= 1 ? (0, 1)
            : (finite.Min(), finite.Max());
        if (!bytes && (min, max) != (0, 1))
            note += $"{(note.Length > 0 ? "; " : "")}black {NumberText.Short(min)}, white {NumberText.Short(max)}";

        byte Level(int b, int c, int at) =>
            max > min
            && values[(b * channels + Math.Min(c, channels - 1)) * height * width + at] is var v
            && double.IsFinite(v)
                ? (byte)Math.Clamp(Math.Round(255 * (v - min) / (max - min)), 0, 255)
                : (byte)0;
        var image = new RgbImage(across * (width * pixel + gap) - gap, down * (height * pixel + gap) - gap);
        for (var b = 0; b < count; b++)
        for (var at = 0; at < height * width; at++)
        {
            var left = b % across * (width * pixel + gap) + at % width * pixel;
            var top = b / across * (height * pixel + gap) + at / width * pixel;
            image.Fill(left, top, pixel, pixel, (Level(b, 0, at), Level(b, 1, at), Level(b, 2, at)));
        }
        return Card(image, note, title, null);
    }

    private static string Card(
        RgbImage image,
        string note,
        string title,
        (double Min, double Max, ColorScale Scale)? legend
    )
    {
        var noteWidth = note.Length > 0 ? TextWidth.Of(note, 11) : 0;
        var width = Math.Max(image.Width + (legend is null ? 0 : 84), noteWidth) + 2 * Padding;
        var barHeight = Math.Max(image.Height, 60);
        var height = (legend is null ? image.Height : barHeight) + 2 * Padding + (note.Length > 0 ? 20 : 0);
        var svg = new SvgWriter(width, height, title);
        svg.Image(image, Padding, Padding, image.Width, image.Height, keepsRatio: true);
        if (legend is var (min, max, scale))
        {
            var (x, length) = (Padding + image.Width + 14, Math.Min(barHeight, 220));
            svg.Ramp(scale, x, Padding + length, 12, length, 24);
            svg.Text(x + 18, Padding + 9, NumberText.Short(max), 11, SvgWriter.Muted);
            svg.Text(x + 18, Padding + length, NumberText.Short(min), 11, SvgWriter.Muted);
            if (min < 0 && max > 0)
                svg.Text(x + 18, Padding + length / 2.0 + 4, "0", 11, SvgWriter.Muted);
        }
        if (note.Length > 0)
            svg.Text(Padding, height - 11, note, 11, SvgWriter.Muted);
        return svg.ToString();
    }
}
