namespace Ghn.Bench;

/// <summary>The results of one section of the benchmark.</summary>
/// <param name="Title">The measurement and its conditions.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">One cell per column.</param>
public sealed record BenchmarkTable(
    string Title,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows
);

/// <summary>Numbers as cells of a table, the same in every language setting.</summary>
internal static class Cell
{
    public static string Milliseconds(double value) =>
        FormattableString.Invariant($"{Math.Round(value, value < 1 ? 3 : value < 100 ? 2 : 0)}");

    public static string Ratio(double value) => FormattableString.Invariant($"{value:0.00}");

    public static string Percent(double share) => FormattableString.Invariant($"{100 * share:0.0} %");

    public static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1048576.0:N0} MB");
}
