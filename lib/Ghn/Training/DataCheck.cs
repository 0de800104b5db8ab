using Ghn.Data;

namespace Ghn.Training;

/// <summary>
/// Whether networks and data fit each other, asked before a training begins: the trainers would find out late, or, where
/// a network takes images of any size, not at all.
/// </summary>
internal static class DataCheck
{
    /// <summary>Throws <see cref="GhnException"/> if the set has images of another size or another number of classes.</summary>
    public static void Fits(IImageSource set, int imageSize, int classes)
    {
        if (set.ClassNames.Count != classes)
            throw new GhnException(
                $"The network has {classes} classes and {set.Name} has {set.ClassNames.Count}; "
                    + $"make the network with {set.ClassNames.Count} classes."
            );
        if (set.Height != imageSize || set.Width != imageSize)
            throw new GhnException(
                $"The network reads images of {imageSize} × {imageSize} pixels and {set.Name} has {set.Height} × {set.Width}; "
                    + "make the network for that size."
            );
    }

    /// <summary>Throws <see cref="GhnException"/> if the set has fewer images than an option asks for.</summary>
    public static void HasImages(IImageSource set, string option, int images)
    {
        if (images > set.Count)
            throw new GhnException(
                $"{option} = {images} is impossible: {set.Name} has {set.Count} images; ask for at most that many."
            );
    }
}
