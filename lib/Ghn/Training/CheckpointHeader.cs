namespace Ghn.Training;

internal sealed record StoredTensor(string Name, IReadOnlyList<long> Shape);

/// <summary>Everything in a checkpoint except the values of its tensors.</summary>
/// <param name="Kind">What was trained.</param>
/// <param name="Options">All options of the training, by name.</param>
/// <param name="Data">Checksum of the data.</param>
/// <param name="Losses">One per step so far.</param>
/// <param name="Skipped">Number of skipped steps.</param>
/// <param name="SkippedInARow">Number of skipped steps at the end.</param>
/// <param name="Completed">
/// Number of steps with a finished measurement, if they have one: all, or all but the latest.
/// </param>
/// <param name="Accuracies">Measured accuracies, by step.</param>
/// <param name="Tensors">In the order of the file; null in the metadata of the safetensors format.</param>
internal sealed record CheckpointHeader(
    string Kind,
    JsonElement Options,
    string Data,
    IReadOnlyList<double> Losses,
    int Skipped,
    int SkippedInARow,
    int Completed,
    IReadOnlyDictionary<int, double> Accuracies,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StoredTensor>? Tensors = null
)
{
    /// <summary>Names as in the code; numbers that are not finite are kept.</summary>
    public static JsonSerializerOptions Json { get; } =
        new()
        {
            Converters = { new JsonStringEnumConverter() },
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
}
