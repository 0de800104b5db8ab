namespace Ghn.Architectures;

/// <summary>
/// A cell of NAS-Bench-201 (Dong and Yang 2020). It has four nodes, 0 (the input) to 3 (the output). Each of the six pairs
/// of nodes has an edge with an operator. A node is the sum of its edges.
/// </summary>
public sealed record NasBench201Cell : IArchitecture
{
    /// <summary>The operators of an edge by their names in the benchmark; null: the edge does not exist.</summary>
    public static IReadOnlyDictionary<string, Operator?> Operators { get; } =
        new Dictionary<string, Operator?>
        {
            ["none"] = null,
            ["skip_connect"] = Operator.Identity,
            ["nor_conv_1x1"] = Operator.Convolution1x1,
            ["nor_conv_3x3"] = Operator.Convolution3x3,
            ["avg_pool_3x3"] = Operator.AveragePool3x3WithoutPadding,
        };

    /// <summary>The edges as (from, to), in the order of the cell's string.</summary>
    public static IReadOnlyList<(int From, int To)> Edges { get; } = [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)];

    /// <summary>
    /// Creates a cell from the operator of each edge, in the order of <see cref="Edges"/>. Throws
    /// <see cref="GhnException"/> for another number or for an operator that is not one of <see cref="Operators"/>.
    /// </summary>
    public NasBench201Cell(IReadOnlyList<Operator?> operators)
    {
        if (operators.Count != Edges.Count)
            throw new GhnException($"A cell of NAS-Bench-201 has {Edges.Count} edges, not {operators.Count}.");
        if (operators.FirstOrDefault(o => !Operators.Values.Contains(o)) is { } odd)
            throw new GhnException($"A cell of NAS-Bench-201 has no operator {odd}.");
        OnEdges = new ValueList<Operator?>(operators);
    }

    /// <summary>The operator of each edge, in the order of <see cref="Edges"/>; null: no edge.</summary>
    public IReadOnlyList<Operator?> OnEdges { get; }

    /// <summary>
    /// Reads the benchmark's string, such as
    /// "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|nor_conv_1x1~0|avg_pool_3x3~1|none~2|". Throws
    /// <see cref="GhnException"/> for any other text.
    /// </summary>
    public static NasBench201Cell Parse(string text)
    {
        var nodes = text.Split('+').Select(node => node.Split('|', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        var operators = new List<Operator?>();
        foreach (var (part, (from, _)) in nodes.SelectMany(n => n).Zip(Edges))
            if (
                part.Split('~') is [var name, var source]
                && source == $"{from}"
                && Operators.TryGetValue(name, out var on)
            )
                operators.Add(on);
        var cell = operators.Count == Edges.Count ? new NasBench201Cell(operators) : null;
        return cell?.ToString() == text
            ? cell
            : throw new GhnException(
                $"'{text}' is not a cell of NAS-Bench-201: write it as |op~0|+|op~0|op~1|+|op~0|op~1|op~2| with "
                    + $"{string.Join(", ", Operators.Keys)}."
            );
    }

    /// <summary>Whether a path of edges leads from the input to the output.</summary>
    [JsonIgnore]
    public bool IsConnected => Used().Any(used => used);

    /// <summary>The same network without the edges that are on no path from the input to the output.</summary>
    public NasBench201Cell Trimmed() => new([.. OnEdges.Zip(Used(), (on, used) => used ? on : null)]);

    /// <summary>
    /// Equal for cells that compute the same: it hashes the output as an expression of the input, in which identities
    /// vanish and sums are sorted (the publication's test of isomorphism), with the number of convolutions in it, as a
    /// shared one is not two.
    /// </summary>
    public ulong StructuralHash()
    {
        var trimmed = Trimmed();
        List<string>[] terms =
        [
            ["x"],
            [],
            [],
            [],
        ]; // of the sum at each node
        string Sum(int node) => string.Join("+", terms[node].Order(StringComparer.Ordinal));
        foreach (var ((from, to), on) in Edges.Zip(trimmed.OnEdges).OrderBy(e => e.First.To))
            if (on == Operator.Identity)
                terms[to].AddRange(terms[from]);
            else if (on is not null)
                terms[to].Add($"{on}({Sum(from)})");
        var convolutions = trimmed.OnEdges.Where(o => o is { HasNorm: true }).Order(s_byId);
        return new RandomStream(0, $"{Sum(3)} {string.Join(",", convolutions)}").NextBits();
    }

    /// <summary>The benchmark's string of the cell.</summary>
    public override string ToString()
    {
        var edges = OnEdges.Zip(Edges, (on, edge) => (edge.To, Text: $"{Name(on)}~{edge.From}|"));
        return string.Join("+", edges.GroupBy(e => e.To).Select(node => "|" + string.Concat(node.Select(e => e.Text))));
    }

    /// <summary>The name of an operator in the benchmark.</summary>
    internal static string Name(Operator? on) => Operators.First(o => o.Value == on).Key;

    private static readonly Comparer<Operator?> s_byId = Comparer<Operator?>.Create(
        (a, b) => string.CompareOrdinal(a?.Id, b?.Id)
    );

    private IEnumerable<bool> Used()
    {
        var (reached, needed) = (new HashSet<int> { 0 }, new HashSet<int> { 3 });
        var edges = Edges.Where((_, i) => OnEdges[i] is not null).OrderBy(e => e.From).ToArray();
        foreach (var edge in edges)
            if (reached.Contains(edge.From))
                reached.Add(edge.To);
        foreach (var edge in Enumerable.Reverse(edges))
            if (needed.Contains(edge.To))
                needed.Add(edge.From);
        return Edges.Select((e, i) => OnEdges[i] is not null && reached.Contains(e.From) && needed.Contains(e.To));
    }
}
