using System.Text.Json.Serialization;
using Ghn.Operators;

namespace Ghn.Hypernetworks;

/// <summary>What the options of all hypernetworks have in common.</summary>
public abstract record HypernetworkOptions
{
    /// <summary>The weight decoder.</summary>
    public DecoderOptions Decoder { get; init; } = new();

    /// <summary>
    /// Operators that it makes weights for besides the built-in ones of every network: of one's own, and the dense 3×3
    /// convolution, whose branch is the largest; null: none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Operator>? Operators
    {
        get;
        init => field = value is null ? null : new ValueList<Operator>(value);
    }
}
