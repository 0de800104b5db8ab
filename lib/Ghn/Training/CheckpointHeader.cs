namespace Ghn.Training;

internal sealed record StoredTensor(string Name, IReadOnlyList<long> Shape);

/// <summary>Everything in a checkpoint but the numbers of its tensors.</summary>
/// <param name="Kind">What was trained.</param>
/// <param name="Options">All options of the training, by name.</param>
/// <param name="Data">Checksum of the data.</param>
/// <param name="Losses">One a step so far.</param>
/// <param name="Skipped">Steps among them that changed nothing.</param>
/// <param name="SkippedInARow">How many of the latest steps did.</param>
/// <param name="Completed">Steps among them whose measurement, if they have one, is done: all, or all but the latest.</param>
/// <param name="Accuracies">What was measured, by step.</param>
/// <param name="Tensors">In the order in which the file holds them; null within the metadata of the safetensors layout.</param>
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
