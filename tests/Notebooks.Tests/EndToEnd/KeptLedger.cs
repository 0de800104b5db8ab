using System.Text.Json;

namespace Notebooks.Tests.EndToEnd;

/// <summary>A ledger of the smoke profile against the one of its name that is kept.</summary>
internal static class KeptLedger
{
    /// <summary>Accuracies of some hundred images differ by a few of them between processors that round differently.</summary>
    private const double Tolerance = 0.02;

    private static readonly string[] s_measuredElsewhere =
    [
        "trainingSeconds",
        "scoringSeconds",
        "stepSeconds",
        "scoreSeconds",
    ];

    /// <summary>Checksums of weights, which rounding changes.</summary>
    private static readonly string[] s_rounded = ["checksum", "surrogate"];

    /// <summary>The same units, and results that are equal but for rounding and times.</summary>
    public static void AssertEqual(string ledger) =>
        AssertEqual(
            Path.Combine(Workspace.Artifacts, "..", "..", "notebooks", "results", Path.GetFileName(ledger)),
            ledger,
            Tolerance
        );

    /// <summary>The same units, and results that are equal, but for rounding up to a tolerance and for times.</summary>
    public static void AssertEqual(string expectedLedger, string actualLedger, double tolerance)
    {
        var (expected, actual) = (Units(expectedLedger), Units(actualLedger));
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, unit => AssertEqual(unit.Value, actual[unit.Key], unit.Key, tolerance));
    }

    private static Dictionary<string, JsonElement> Units(string ledger) =>
        File.ReadLines(ledger)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("unit").GetRawText(), line => line);

    private static void AssertEqual(JsonElement expected, JsonElement actual, string where, double tolerance)
    {
        Assert.Equal(expected.ValueKind, actual.ValueKind);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject())
                    if (
                        property.Name != "measuredOn"
                        && !s_measuredElsewhere.Contains(property.Name)
                        && (tolerance == 0 || !s_rounded.Contains(property.Name))
                    )
                        AssertEqual(
                            property.Value,
                            actual.GetProperty(property.Name),
                            $"{where}.{property.Name}",
                            tolerance
                        );
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                foreach (var (e, a) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
                    AssertEqual(e, a, where, tolerance);
                break;
            case JsonValueKind.Number:
                Assert.True(
                    Math.Abs(expected.GetDouble() - actual.GetDouble()) <= tolerance * Scale(where, expected),
                    $"{where}: {expected}, now {actual}"
                );
                break;
            default:
                Assert.Equal(expected.GetRawText(), actual.GetRawText());
                break;
        }
    }

    // The mean cost of a budgeted batch follows from how sure a network is of each image: it differs like accuracies do.
    private static double Scale(string where, JsonElement expected) =>
        where.EndsWith("Cost", StringComparison.Ordinal) ? Math.Max(1, expected.GetDouble()) : 1;
}
