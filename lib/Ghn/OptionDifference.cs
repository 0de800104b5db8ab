namespace Ghn;

/// <summary>Finds the first option in which two JSON documents differ.</summary>
internal static class OptionDifference
{
    /// <summary>
    /// The first option in which two trees of options differ, such as ("Training.Steps", "60", "80"), or null. A
    /// missing value is "nothing". <paramref name="counts"/> selects the compared options; null: all.
    /// </summary>
    public static (string Name, string Here, string There)? First(
        JsonElement here,
        JsonElement there,
        Func<string, bool>? counts = null
    )
    {
        var (left, right) = (Leaves(here, "").ToDictionary(), Leaves(there, "").ToDictionary());
        foreach (var name in left.Keys.Union(right.Keys).Where(n => counts?.Invoke(n) != false))
        {
            var (a, b) = (left.GetValueOrDefault(name, "nothing"), right.GetValueOrDefault(name, "nothing"));
            if (a != b)
                return (name, Short(a), Short(b));
        }
        return null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Leaves(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().SelectMany(p => Leaves(p.Value, name.Length == 0 ? p.Name : $"{name}.{p.Name}"))
            : [new(name, element.GetRawText())];

    private static string Short(string value) => value.Length <= 80 ? value : value[..80] + "…";
}
