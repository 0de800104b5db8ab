namespace Ghn.Tool;

// The known name that a misspelt one was meant to be.
internal static class Nearest
{
    // The end of a sentence, such as "; did you mean 'run'?", or else otherwise.
    public static string Hint(string name, IEnumerable<string> known, string otherwise = ".") =>
        To(name, known) is { } near ? $"; did you mean '{near}'?" : otherwise;

    // The nearest known name; null if none is near.
    public static string? To(string name, IEnumerable<string> known) =>
        known
            .Select(one => (Name: one, Edits: Edits(name.ToLowerInvariant(), one.ToLowerInvariant())))
            .Where(one => one.Edits <= Math.Max(1, Math.Min(name.Length, one.Name.Length) / 3))
            .OrderBy(one => one.Edits)
            .Select(one => one.Name)
            .FirstOrDefault();

    // Letters inserted, deleted, replaced, or swapped with their neighbour (optimal string alignment).
    private static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        for (var j = 0; j <= b.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                d[i, j] = i + j;
                continue;
            }
            var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i, j] = Math.Min(replaced, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i, j] = Math.Min(d[i, j], 1 + d[i - 2, j - 2]);
        }
        return d[a.Length, b.Length];
    }
}
