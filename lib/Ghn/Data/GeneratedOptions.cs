using System.Runtime.CompilerServices;

namespace Ghn.Data;

/// <summary>Seed and sizes of the generated set.</summary>
public sealed record GeneratedOptions
{
    /// <summary>Seed of all images.</summary>
    public long Seed { get; init; }

    /// <summary>Number of training images, at least 10.</summary>
    public int Train
    {
        get;
        init => field = Checked(value);
    } = 5_000;

    /// <summary>Number of validation images, at least 10.</summary>
    public int Validation
    {
        get;
        init => field = Checked(value);
    } = 1_000;

    /// <summary>Number of test images, at least 10.</summary>
    public int Test
    {
        get;
        init => field = Checked(value);
    } = 1_000;

    private static int Checked(int value, [CallerMemberName] string name = "") =>
        value is >= 10 and <= 100_000
            ? value
            : throw new GhnException($"{nameof(GeneratedOptions)}.{name} is {value}; choose 10 to 100,000 images.");
}
