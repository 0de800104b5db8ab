namespace Ghn.Display;

/// <summary>One axis of a <see cref="Figure"/>.</summary>
/// <param name="Title">What is measured.</param>
/// <param name="Unit">Its unit, shown in parentheses after the title.</param>
/// <param name="Log">Whether the axis is logarithmic; values that are not positive are then left out.</param>
/// <param name="Min">Where the axis begins; by default where the data do.</param>
/// <param name="Max">Where the axis ends; by default where the data do.</param>
public sealed record Axis(string Title, string? Unit = null, bool Log = false, double? Min = null, double? Max = null)
{
    /// <summary>Title and unit as the reader sees them.</summary>
    public string Label => Unit is null ? Title : $"{Title} ({Unit})";

    /// <summary>An axis with a title and nothing else.</summary>
    public static implicit operator Axis(string title) => new(title);
}
