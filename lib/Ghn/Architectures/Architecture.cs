namespace Ghn.Architectures;

/// <summary>
/// The structure of a block, which the network repeats (section 4.3). Plain data, read and written as JSON. The block's
/// output is the mean of its loose ends: the nodes that no other node reads.
/// </summary>
public sealed record Architecture : IArchitecture
{
    /// <summary>The largest number of nodes in a block.</summary>
    public const int MaxNodes = 32;

    // 2 only where a node has a scale or an exit, so that readers of 1 do not overlook them.
    private const int PlainSchema = 1,
        AnytimeSchema = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>
    /// Creates a block from nodes in topological order. Throws <see cref="GhnException"/>, which names the first
    /// invalid node.
    /// </summary>
    public Architecture(IReadOnlyList<BlockNode> nodes)
    {
        if (nodes.Count is 0 or > MaxNodes)
            throw new GhnException($"An architecture cannot have {nodes.Count} nodes: use 1 to {MaxNodes}.");
        for (var i = 0; i < nodes.Count; i++)
        {
            var (kind, inputs) = nodes[i];
            if (!kind.CanBeSearched)
                throw new GhnException($"Node {i + 1} has the operator {kind}, which is not allowed in a block.");
            var ascending = inputs.Zip(inputs.Skip(1)).All(p => p.First < p.Second);
            if (inputs.Count == 0 || !ascending || inputs[0] < 0 || inputs[^1] > i)
                throw new GhnException(
                    $"Node {i + 1} reads [{string.Join(", ", inputs)}]: its inputs must be distinct, ascending and within 0 … {i}."
                );
            if (nodes[i].Scale is < 0 or > BlockNode.MaxScale)
                throw new GhnException(
                    $"Node {i + 1} has scale {nodes[i].Scale}: it must be within 0 … {BlockNode.MaxScale}."
                );
        }
        Nodes = nodes.Select(n => n with { Inputs = [.. n.Inputs] }).ToArray();
    }

    /// <summary>The nodes in topological order; <c>Nodes[i]</c> has number i + 1, because 0 is the block input.</summary>
    public IReadOnlyList<BlockNode> Nodes { get; }

    /// <summary>Numbers of the nodes that no other node reads, ascending. The block's output is their mean.</summary>
    public IReadOnlyList<int> LooseEnds()
    {
        var read = Nodes.SelectMany(n => n.Inputs).ToHashSet();
        return Enumerable.Range(1, Nodes.Count).Where(i => !read.Contains(i)).ToArray();
    }

    /// <summary>One line of JSON with a schema version; equal architectures give equal text.</summary>
    public string ToJson()
    {
        var plain = Nodes.All(n => n is { Scale: 0, Exit: false });
        return JsonSerializer.Serialize(new Document(plain ? PlainSchema : AnytimeSchema, Nodes), Json);
    }

    /// <summary>
    /// Reads the output of <see cref="ToJson"/>. Throws <see cref="GhnException"/> for any other text.
    /// </summary>
    public static Architecture FromJson(string text)
    {
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(text, Json);
        }
        catch (JsonException e)
        {
            throw new GhnException($"This is not an architecture in JSON: {e.Message}", e);
        }
        if (document?.Nodes is null || document.Nodes.Any(n => n?.Inputs is null))
            throw new GhnException("This JSON is not an architecture: it lacks a list of nodes with their inputs.");
        if (document.Schema is not (PlainSchema or AnytimeSchema))
            throw new GhnException(
                $"The architecture has schema version {document.Schema}; this version reads {PlainSchema} and {AnytimeSchema}."
            );
        return new Architecture(document.Nodes);
    }

    /// <summary>
    /// A hash that does not depend on how the nodes are numbered: architectures that differ only in that compute the
    /// same and have equal hashes. It is the same on every platform.
    /// </summary>
    /// <remarks>
    /// Iterated neighbourhood refinement (Weisfeiler and Lehman 1968) along and against the edges. Different
    /// architectures may collide: by chance (one pair in 2^64), or in theory because refinement cannot distinguish
    /// them.
    /// </remarks>
    public ulong StructuralHash() => Architectures.StructuralHash.Of(this);

    /// <inheritdoc/>
    public bool Equals(Architecture? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>Such as "sep 3×3(0) max 3×3(0,1)"; "/2" and "/4" mark smaller scales, "!" an exit.</summary>
    public override string ToString() => string.Join(' ', Nodes);

    private sealed record Document(int Schema, IReadOnlyList<BlockNode> Nodes);
}
