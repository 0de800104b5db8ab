namespace Ghn.Bench;

/// <summary>What one section of the benchmark found.</summary>
/// <param name="Title">What was measured, and how.</param>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">One cell a column.</param>
public sealed record BenchmarkTable(
    string Title,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows
);
