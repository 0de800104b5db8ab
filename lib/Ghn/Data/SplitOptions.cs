namespace Ghn.Data;

/// <summary>
/// The split of a set of images into three disjoint parts. The images outside the two shares are for training.
/// </summary>
public sealed record SplitOptions
{
    /// <summary>Share of validation images, between 0 and 1.</summary>
    public double Validation
    {
        get;
        init => field = Share(value, nameof(Validation));
    } = 0.1;

    /// <summary>Share of test images, between 0 and 1.</summary>
    public double Test
    {
        get;
        init => field = Share(value, nameof(Test));
    } = 0.2;

    /// <summary>Seed of the random split.</summary>
    public long Seed { get; init; }

    /// <summary>Indices of the images of each part, ascending. Throws if a part would be empty.</summary>
    internal (int[] Train, int[] Validation, int[] Test) Draw(string name, int count)
    {
        var (validation, test) = ((int)(Validation * count), (int)(Test * count));
        if (validation < 1 || test < 1 || validation + test >= count)
            throw new GhnException(
                $"{name} has {count} images; shares of {Validation} for validation and {Test} for test leave "
                    + "one part empty; add images or choose other shares."
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
