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
    /// The cells with another operator on one edge, without those that are the same network; edges that are then on no
    /// path are removed.
    /// </summary>
    public IReadOnlyList<NasBench201Cell> Neighbours(NasBench201Cell cell)
    {
        var own = cell.StructuralHash();
        NasBench201Cell With(int edge, Operator? other) =>
            new NasBench201Cell([.. cell.OnEdges.Select((on, i) => i == edge ? other : on)]).Trimmed();
        var changed = Enumerable
            .Range(0, NasBench201Cell.Edges.Count)
            .SelectMany(edge => NasBench201Cell.Operators.Values.Select(other => With(edge, other)))
            .Where(c => Has(c) && c.StructuralHash() != own);
        return [.. changed.Distinct()];
    }

    /// <summary>Draws one of the <see cref="Neighbours"/>.</summary>
    public NasBench201Cell Mutate(NasBench201Cell cell, RandomStream random)
    {
        var neighbours = Neighbours(cell);
        return neighbours[random.Next(neighbours.Count)];
    }

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
