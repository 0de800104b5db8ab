namespace Ghn.Kernel.Jupyter;

/// <summary>Places in code: the protocol counts characters, .NET counts UTF-16 units; an emoji is one and two.</summary>
internal static class CodePoints
{
    public static int ToIndex(string text, int count)
    {
        var index = 0;
        for (; count > 0 && index < text.Length; count--)
            index += IsPair(text, index) ? 2 : 1;
        return index;
    }

    public static int FromIndex(string text, int index)
    {
        var count = 0;
        for (var i = 0; i < Math.Min(index, text.Length); count++)
            i += IsPair(text, i) ? 2 : 1;
        return count;
    }

    private static bool IsPair(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}
