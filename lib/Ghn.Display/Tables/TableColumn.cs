using Microsoft.Data.Analysis;

namespace Ghn.Display;

/// <summary>One column of a <see cref="Table"/>.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Format">A .NET format string for its values; by default four significant digits.</param>
/// <param name="Numeric">Whether the column is right-aligned.</param>
/// <param name="Kind">The type of its values, shown below the heading.</param>
public sealed record TableColumn(string Title, string? Format = null, bool Numeric = false, string? Kind = null)
{
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

    internal static bool IsNumber(object? value) =>
        IsWhole(value) || value is ulong or float or double or decimal or TimeSpan;

    /// <summary>The values as a column of a data frame: whole numbers, numbers, truth values, or text.</summary>
    internal DataFrameColumn ToDataFrameColumn(IReadOnlyList<object?> values)
    {
        var culture = CultureInfo.InvariantCulture;
        bool All(Func<object?, bool> fits) => values.Any(v => v is not null) && values.All(v => v is null || fits(v));
        return All(v => v is bool) ? new BooleanDataFrameColumn(Title, values.Select(v => (bool?)v))
            : All(IsWhole)
                ? new Int64DataFrameColumn(
                    Title,
                    values.Select(v => v is null ? null : (long?)Convert.ToInt64(v, culture))
                )
            : All(v => IsNumber(v) && v is not TimeSpan)
                ? new DoubleDataFrameColumn(
                    Title,
                    values.Select(v => v is null ? null : (double?)Convert.ToDouble(v, culture))
                )
            : new StringDataFrameColumn(Title, values.Select(v => Convert.ToString(v, culture)));
    }

    private static bool IsWhole(object? value) => value is sbyte or byte or short or ushort or int or uint or long;
}
