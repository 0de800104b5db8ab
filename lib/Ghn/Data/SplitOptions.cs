namespace Ghn.Data;

/// <summary>How one set of images is split into three disjoint parts; what the two shares leave is trained on.</summary>
public sealed record SplitOptions
{
    /// <summary>The share of the images to choose by, between 0 and 1.</summary>
    public double Validation
    {
        get;
        init => field = Share(value, nameof(Validation));
    } = 0.1;

    /// <summary>The share of the images for final numbers, between 0 and 1.</summary>
    public double Test
    {
        get;
        init => field = Share(value, nameof(Test));
    } = 0.2;

    /// <summary>Seed of the draw.</summary>
    public long Seed { get; init; }

    /// <summary>Numbers of the images of each part, in rising order. Throws if a part would have no image.</summary>
    internal (int[] Train, int[] Validation, int[] Test) Draw(string name, int count)
    {
        var (validation, test) = ((int)(Validation * count), (int)(Test * count));
        if (validation < 1 || test < 1 || validation + test >= count)
            throw new GhnException(
                $"{name} has {count} images, and a split into shares of {Validation} to validate and {Test} to test leaves "
                    + "a part without any; add images or choose other shares."
            );
        return Draw(Seed, count, validation, test);
    }

    /// <summary>So many numbers of <paramref name="count"/> for each part, by the stream (<paramref name="seed"/>, "split").</summary>
    internal static (int[] Train, int[] Validation, int[] Test) Draw(long seed, int count, int validation, int test)
    {
        var order = new RandomStream(seed, "split").Permutation(count);
        Array.Sort(order, 0, validation); // in the given order: rows are then copied front to back
        Array.Sort(order, validation, test);
        Array.Sort(order, validation + test, count - validation - test);
        return (order[(validation + test)..], order[..validation], order[validation..(validation + test)]);
    }

    private static double Share(double value, string name) =>
        value is > 0 and < 1
            ? value
            : throw new GhnException($"{nameof(SplitOptions)}.{name} is {value}; choose a share between 0 and 1.");
}
