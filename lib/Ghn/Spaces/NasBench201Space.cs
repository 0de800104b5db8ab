using Ghn.Architectures;
using Ghn.Graphs;

namespace Ghn.Spaces;

/// <summary>
/// The search space of NAS-Bench-201 (Dong and Yang 2020): 15,625 cells. Its networks have three stages of cells; a
/// residual block of stride 2, which doubles the channels, comes before the second and the third.
/// </summary>
/// <remarks>
/// An operator on an edge becomes a node, and the sum of the edges into a node of the cell becomes a node. Edges without an
/// operator, and edges on no path from the input to the output, are left out. Samples and neighbours have no such edges and at
/// least one path: 9,444 cells.
/// </remarks>
public sealed record NasBench201Space : ISearchSpace
{
    /// <summary>
    /// The operators that a hypernetwork for this space needs beside the built-in ones, for
    /// <c>HypernetworkOptions.Operators</c>.
    /// </summary>
    public static IReadOnlyList<Operator> Operators { get; } =
    [
        Operator.Convolution3x3,
        Operator.AveragePool3x3WithoutPadding,
        Operator.Sum,
        Operator.BatchNorm,
        Operator.Shortcut,
        Operator.Zero,
    ];

    /// <summary>The largest number of edges with an operator in samples and neighbours, 1 … 6.</summary>
    public int MostEdges
    {
        get;
        init => field = Require.That(value is >= 1 and <= 6, value, "a cell has 1 to 6 edges");
    } = 6;

    /// <summary>All 15,625 cells, in the order of their edges' operators.</summary>
    public static IEnumerable<NasBench201Cell> All()
    {
        Operator?[] operators = [.. NasBench201Cell.Operators.Values];
        var edges = NasBench201Cell.Edges.Count;
        for (var number = 0; number < Math.Pow(operators.Length, edges); number++)
        {
            var (rest, on) = (number, new Operator?[edges]);
            for (var edge = edges - 1; edge >= 0; edge--, rest /= operators.Length)
                on[edge] = operators[rest % operators.Length];
            yield return new NasBench201Cell(on);
        }
    }

    /// <summary>
    /// The chain of a network with so many cells in each of three stages. The benchmark trains with the defaults and with
    /// trained scales and shifts of norms.
    /// </summary>
    public static NetworkOptions Network(int cells = 5, int channels = 16) =>
        new()
        {
            Blocks = 3 * Require.AtLeast(1, cells, nameof(cells)),
            ReductionsAfter = [cells, 2 * cells],
            Channels = channels,
        };

    /// <summary>Draws a cell; all are equally likely.</summary>
    public NasBench201Cell Sample(RandomStream random)
    {
        Operator?[] operators = [.. NasBench201Cell.Operators.Values];
        while (true)
        {
            var on = NasBench201Cell.Edges.Select(_ => operators[random.Next(operators.Length)]);
            if (new NasBench201Cell([.. on]) is var cell && Has(cell) && cell == cell.Trimmed())
                return cell;
        }
    }

    /// <summary>
    /// The cells that differ in the operator of one edge, or that use one more node by two new edges. Edges that are then on
    /// no path are removed, and cells that are the same network are left out. Throws <see cref="GhnException"/> if the cell
    /// is not in this space.
    /// </summary>
    public IReadOnlyList<NasBench201Cell> Neighbours(NasBench201Cell cell)
    {
        if (!Has(cell))
            throw new GhnException($"{cell} is not in {this}: it has no path to its output, or too many edges.");
        cell = cell.Trimmed();
        var edges = Enumerable.Range(0, NasBench201Cell.Edges.Count).ToArray();
        var (start, end) = (
            NasBench201Cell.Edges.Select(e => e.From).ToArray(),
            NasBench201Cell.Edges.Select(e => e.To).ToArray()
        );
        bool IsUnused(int node) => edges.All(e => cell.OnEdges[e] is null || (start[e] != node && end[e] != node));
        var one = edges.SelectMany(e => With(cell, e));
        var two =
            from entry in edges
            from exit in edges
            where end[entry] == start[exit] && IsUnused(end[entry])
            from first in With(cell, entry)
            from second in With(first, exit)
            select second;
        var own = cell.StructuralHash();
        var trimmed = one.Concat(two).Select(c => c.Trimmed());
        return [.. trimmed.Where(c => Has(c) && c.StructuralHash() != own).Distinct()];

        static IEnumerable<NasBench201Cell> With(NasBench201Cell cell, int edge) =>
            NasBench201Cell.Operators.Values.Select(other => new NasBench201Cell([
                .. cell.OnEdges.Select((on, i) => i == edge ? other : on),
            ]));
    }

    /// <summary>
    /// Draws one of the <see cref="Neighbours"/>. Throws <see cref="GhnException"/> if there is none.
    /// </summary>
    public NasBench201Cell Mutate(NasBench201Cell cell, RandomStream random) =>
        Neighbours(cell) is { Count: > 0 } neighbours
            ? neighbours[random.Next(neighbours.Count)]
            : throw new GhnException($"{cell} cannot be mutated: {this} has no other network near it.");

    /// <summary>Builds the network of a cell.</summary>
    public static ComputationGraph Build(NasBench201Cell cell, NetworkOptions network)
    {
        network.Validate();
        var builder = new GraphBuilder(network.ImageSize);
        var channels = network.Channels;
        var last = builder.Add(Operator.Stem, [], channels, network.StemStride);
        for (var block = 0; block < network.Blocks; block++)
        {
            if (block > 0)
                builder.BeginBlock();
            if (network.ReductionsAfter.Contains(block))
            {
                channels *= 2;
                var half = builder.Add(Operator.Convolution3x3, [last], channels, stride: 2);
                var whole = builder.Add(Operator.Convolution3x3, [half], channels);
                last = builder.Add(Operator.Sum, [whole, builder.Add(Operator.Shortcut, [last], channels, stride: 2)]);
            }
            last = AddCell(builder, cell, builder.Add(Operator.BlockInput, [last]));
        }
        builder.Add(Operator.Classifier, [builder.Add(Operator.BatchNorm, [last])], network.Classes);
        return builder.Build(network.NormAffine);
    }

    private bool Has(NasBench201Cell cell) => cell.IsConnected && cell.OnEdges.Count(on => on is not null) <= MostEdges;

    private static int AddCell(GraphBuilder builder, NasBench201Cell cell, int input)
    {
        var edges = cell.Trimmed().OnEdges.Zip(NasBench201Cell.Edges).ToArray();
        var places = new int[] { input, -1, -1, -1 };
        for (var node = 1; node < 4; node++)
        {
            var terms = edges
                .Where(e => e.Second.To == node && e.First is not null)
                .Select(e => builder.Add(e.First!, [places[e.Second.From]]))
                .ToArray();
            if (terms.Length > 0)
                places[node] = builder.Add(Operator.Sum, terms);
        }
        return places[3] >= 0 ? places[3] : builder.Add(Operator.Zero, [input]);
    }

    IArchitecture ISearchSpace.Sample(RandomStream random) => Sample(random);

    IArchitecture ISearchSpace.Mutate(IArchitecture parent, RandomStream random) =>
        Mutate(ISearchSpace.As<NasBench201Cell>(parent, this), random);

    ComputationGraph ISearchSpace.Build(IArchitecture architecture, NetworkOptions network) =>
        Build(ISearchSpace.As<NasBench201Cell>(architecture, this), network);

    /// <summary>"NAS-Bench-201".</summary>
    public override string ToString() => "NAS-Bench-201";
}
