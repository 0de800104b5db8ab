using System.Globalization;

namespace Ghn.Display;

/// <summary>One column of a <see cref="Table"/>.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Format">A .NET format string for its values; by default four significant digits.</param>
/// <param name="Numeric">Whether the column is aligned right.</param>
/// <param name="Kind">What kind of values it has, below the heading.</param>
public sealed record TableColumn(string Title, string? Format = null, bool Numeric = false, string? Kind = null)
{
    /// <summary>A cell's value as the reader sees it.</summary>
    internal string Show(object? value) =>
        value switch
        {
            null => "–",
            bool flag => flag ? "yes" : "no",
            IFormattable number when Format is not null => number.ToString(Format, CultureInfo.InvariantCulture),
            double number => NumberText.Short(number),
            float number => NumberText.Short(number),
            int or long => Convert
                .ToInt64(value, CultureInfo.InvariantCulture)
                .ToString("#,0", CultureInfo.InvariantCulture),
            DateTime date => date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            TimeSpan time => ProgressBar.Duration(time),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    /// <summary>Whether values of this kind are aligned right.</summary>
    internal static bool IsNumber(object? value) =>
        value
            is sbyte
                or byte
                or short
                or ushort
                or int
                or uint
                or long
                or ulong
                or float
                or double
                or decimal
                or TimeSpan;
}
