using System.Globalization;
using Microsoft.Data.Analysis;

namespace Ghn.Display;

/// <summary>A table as a data frame: whole numbers, numbers, truth values, or text, column by column.</summary>
internal static class TableFrame
{
    public static DataFrame Of(Table table) =>
        new(table.Columns.Select((c, i) => Column(c.Title, [.. table.Rows.Select(r => r[i])])));

    private static DataFrameColumn Column(string name, object?[] values)
    {
        var present = values.Where(v => v is not null).ToArray();
        if (present.Length > 0 && present.All(v => v is bool))
            return new BooleanDataFrameColumn(name, values.Select(v => (bool?)v));
        if (present.Length > 0 && present.All(v => v is sbyte or byte or short or ushort or int or uint or long))
            return new Int64DataFrameColumn(
                name,
                values.Select(v => v is null ? null : (long?)Convert.ToInt64(v, CultureInfo.InvariantCulture))
            );
        if (present.Length > 0 && present.All(v => TableColumn.IsNumber(v) && v is not TimeSpan))
            return new DoubleDataFrameColumn(
                name,
                values.Select(v => v is null ? null : (double?)Convert.ToDouble(v, CultureInfo.InvariantCulture))
            );
        return new StringDataFrameColumn(name, values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));
    }
}
