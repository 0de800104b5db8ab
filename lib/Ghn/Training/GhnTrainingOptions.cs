using Ghn.Graphs;
using Ghn.Spaces;

namespace Ghn.Training;

/// <summary>
/// Options for training a graph hypernetwork (section 4.5). The paper states only Adam and blocks of N = 7. The other
/// defaults follow a published re-implementation where it states them, except for the schedule, which is a step
/// schedule there.
/// </summary>
public sealed record GhnTrainingOptions : TrainingOptions
{
    /// <summary>10,000 steps with a learning rate of 1e-3, a warm-up of 100 steps and a weight decay of 1e-5.</summary>
    public GhnTrainingOptions() => (Steps, LearningRate, WarmupSteps, WeightDecay) = (10_000, 1e-3, 100, 1e-5);

    /// <summary>
    /// The space from which each mini-batch draws a new architecture: blocks of 7 nodes in the paper, chains of cells
    /// for anytime networks, or any other space.
    /// </summary>
    [JsonConverter(typeof(StoredSpace))]
    public ISearchSpace Space { get; init; } = new BlockSpace { Nodes = 7 };

    /// <summary>The space of cells in files; the space of blocks stored with it is ignored.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal CellSpace? Cells
    {
        get => Space as CellSpace;
        init => Space = value is null ? Space : value with { Beside = Space as BlockSpace };
    }

    /// <summary>The chain of blocks around an architecture.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Architectures whose gradients are averaged in one update, each on its own mini-batch.</summary>
    public int ArchitecturesPerStep
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 1;

    /// <summary>Steps between two validations on unseen architectures; 0: only after the last step.</summary>
    public int ValidateEvery
    {
        get;
        init => field = Require.AtLeast(0, value);
    } = 500;

    /// <summary>Number of unseen architectures in a validation, the same ones each time.</summary>
    public int ValidationArchitectures
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 12;

    /// <summary>
    /// Number of validation images for each of them, the first of the set; at most the size of the set.
    /// </summary>
    public int ValidationImages
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 500;

    /// <summary>Draws a network.</summary>
    public ComputationGraph Sample(RandomStream random) => Space.Build(Space.Sample(random), Network);

    /// <summary>Draws distinct networks, as <see cref="ISearchSpace.SampleDistinct"/>.</summary>
    public IReadOnlyList<ComputationGraph> SampleDistinct(int count, long seed, string name) =>
        [.. Space.SampleDistinct(count, seed, name).Select(a => Space.Build(a, Network))];

    /// <summary>The space if it is a space of blocks; otherwise throws <see cref="GhnException"/>.</summary>
    [JsonIgnore]
    public BlockSpace Blocks =>
        Space as BlockSpace
        ?? throw new GhnException($"This training draws from {Space}, which is not a space of blocks.");

    private sealed class StoredSpace : JsonConverter<ISearchSpace>
    {
        public override ISearchSpace? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<BlockSpace>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, ISearchSpace value, JsonSerializerOptions options)
        {
            object written = value is CellSpace cells ? cells.Beside ?? new BlockSpace { Nodes = 7 } : value;
            JsonSerializer.Serialize(writer, written, written.GetType(), options);
        }
    }
}
