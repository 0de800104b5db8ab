using System.Collections;

namespace Ghn;

/// <summary>
/// A list that never changes and equals every other one with the same items in the same order. Options records keep
/// their lists in it, so that equal options are equal and a caller's array cannot change what was checked.
/// </summary>
/// <param name="items">Copied.</param>
internal sealed class ValueList<T>(IEnumerable<T> items) : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items = [.. items];

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public bool Equals(ValueList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>Such as "[6, 12]".</summary>
    public override string ToString() => $"[{string.Join(", ", _items)}]";
}
