using System.Runtime.CompilerServices;

namespace Ghn;

/// <summary>
/// Checks of option values at construction. Each returns the value, or throws one sentence that names option and value.
/// </summary>
internal static class Require
{
    /// <summary>Returns a valid value, or throws "name = value is impossible: …".</summary>
    public static T That<T>(bool isRight, T value, string otherwise, [CallerMemberName] string name = "") =>
        isRight ? value : throw new GhnException($"{name} = {value} is impossible: {otherwise}.");

    /// <summary>A whole number that is at least <paramref name="least"/>.</summary>
    public static int AtLeast(int least, int value, [CallerMemberName] string name = "") =>
        That(value >= least, value, $"it must be at least {least}", name);

    /// <summary>A finite number that is at least 0, or above 0 if <paramref name="positive"/>.</summary>
    public static double Number(double value, bool positive, [CallerMemberName] string name = "") =>
        That(
            double.IsFinite(value) && (positive ? value > 0 : value >= 0),
            value,
            $"it must be a finite number {(positive ? "above" : "from")} 0",
            name
        );
}
