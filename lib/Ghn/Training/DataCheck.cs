using Ghn.Data;

namespace Ghn.Training;

/// <summary>
/// Checks before a training that networks and data fit. Without it, errors would occur late, or not at all if a network
/// accepts images of any size.
/// </summary>
internal static class DataCheck
{
    /// <summary>Throws <see cref="GhnException"/> if the set has images of another size or another number of classes.</summary>
    public static void Fits(IImageSource set, int imageSize, int classes)
    {
        if (set.ClassNames.Count != classes)
            throw new GhnException(
                $"The network has {classes} classes, but {set.Name} has {set.ClassNames.Count}; "
                    + $"create the network with {set.ClassNames.Count} classes."
            );
        if (set.Height != imageSize || set.Width != imageSize)
            throw new GhnException(
                $"The network needs images of {imageSize} × {imageSize} pixels, but {set.Name} has {set.Height} × {set.Width}; "
                    + "create the network for that size."
            );
    }

    /// <summary>Throws <see cref="GhnException"/> if the set has fewer images than an option requires.</summary>
    public static void HasImages(IImageSource set, string option, int images)
    {
        if (images > set.Count)
            throw new GhnException(
                $"{option} = {images} is impossible: {set.Name} has {set.Count} images; use at most that many."
            );
    }
}
