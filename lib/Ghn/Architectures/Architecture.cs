using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ghn.Architectures;

/// <summary>One node of a block: its operator and the nodes it reads.</summary>
/// <param name="Operator">One of the eight searched kinds.</param>
/// <param name="Inputs">Distinct earlier nodes, ascending: 0 is the block input, i is the i-th node.</param>
public sealed record BlockNode(OperatorKind Operator, IReadOnlyList<int> Inputs);

/// <summary>
/// The structure of a block, repeated along the network (section 4.3): plain data, read and written as JSON. The block's
/// output is the mean of the nodes that no other node reads.
/// </summary>
public sealed class Architecture : IEquatable<Architecture>
{
    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Takes the nodes in topological order. Throws <see cref="GhnException"/> naming the node that is impossible.</summary>
    public Architecture(IReadOnlyList<BlockNode> nodes)
    {
        if (nodes.Count == 0)
            throw new GhnException("An architecture needs at least one node.");
        for (var i = 0; i < nodes.Count; i++)
        {
            var (kind, inputs) = nodes[i];
            if (!kind.IsSearched() || !Enum.IsDefined(kind))
                throw new GhnException(
                    $"Node {i + 1} has operator {kind}, which is not one of the searched operators."
                );
            var ascending = inputs.Zip(inputs.Skip(1)).All(p => p.First < p.Second);
            if (inputs.Count == 0 || !ascending || inputs[0] < 0 || inputs[^1] > i)
                throw new GhnException(
                    $"Node {i + 1} reads [{string.Join(", ", inputs)}]: its inputs must be distinct, ascending and within 0 … {i}."
                );
        }
        Nodes = nodes;
    }

    /// <summary>The nodes in topological order; <c>Nodes[i]</c> has number i + 1, because 0 is the block input.</summary>
    public IReadOnlyList<BlockNode> Nodes { get; }

    /// <summary>Numbers of the nodes that no other node reads, ascending: the block's output is their mean.</summary>
    public IReadOnlyList<int> LooseEnds()
    {
        var read = Nodes.SelectMany(n => n.Inputs).ToHashSet();
        return Enumerable.Range(1, Nodes.Count).Where(i => !read.Contains(i)).ToArray();
    }

    /// <summary>One line of JSON with a schema version; equal architectures give equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(new Document(SchemaVersion, Nodes), Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote. Throws <see cref="GhnException"/> if the text is something else.</summary>
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
            throw new GhnException("This JSON is not an architecture: it has no list of nodes with inputs.");
        if (document.Schema != SchemaVersion)
            throw new GhnException(
                $"The architecture has schema version {document.Schema}; this version reads {SchemaVersion}."
            );
        return new Architecture(document.Nodes);
    }

    /// <inheritdoc/>
    public bool Equals(Architecture? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Architecture);

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>Such as "sep 3×3(0) max 3×3(0,1)".</summary>
    public override string ToString() =>
        string.Join(' ', Nodes.Select(n => $"{n.Operator.ShortName()}({string.Join(',', n.Inputs)})"));

    private sealed record Document(int Schema, IReadOnlyList<BlockNode> Nodes);
}
