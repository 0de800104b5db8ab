using Ghn.Graphs;
using Ghn.Spaces;

namespace Ghn.Training;

/// <summary>
/// How a graph hypernetwork is trained (section 4.5). The paper gives Adam, blocks of N = 7 and no more; the other
/// defaults follow a published re-implementation where it states them, but for the schedule, which is a step there.
/// </summary>
public sealed record GhnTrainingOptions : TrainingOptions
{
    /// <summary>10,000 steps with a learning rate of 1e-3, a warm-up of 100 steps and a weight decay of 1e-5.</summary>
    public GhnTrainingOptions() => (Steps, LearningRate, WarmupSteps, WeightDecay) = (10_000, 1e-3, 100, 1e-5);

    /// <summary>
    /// The space from which a new architecture is drawn for every mini-batch: blocks of 7 nodes in the paper, chains of cells
    /// for anytime networks, or any other one.
    /// </summary>
    [JsonConverter(typeof(StoredSpace))]
    public ISearchSpace Space { get; init; } = new BlockSpace { Nodes = 7 };

    /// <summary>Where files tell a space of cells, beside a space of blocks that is not read then.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal CellSpace? Cells
    {
        get => Space as CellSpace;
        init => Space = value is null ? Space : value with { Beside = Space as BlockSpace };
    }

    /// <summary>The chain of blocks around it.</summary>
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

    /// <summary>Unseen architectures in a validation, the same each time.</summary>
    public int ValidationArchitectures
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 12;

    /// <summary>Validation images for each of them, the first of the set; at most as many as it has.</summary>
    public int ValidationImages
    {
        get;
        init => field = Require.AtLeast(1, value);
    } = 500;

    /// <summary>Draws a network.</summary>
    public ComputationGraph Sample(RandomStream random) => Space.Build(Space.Sample(random), Network);

    /// <summary>Draws different ones, as <see cref="ISearchSpace.SampleDistinct"/>.</summary>
    public IReadOnlyList<ComputationGraph> SampleDistinct(int count, long seed, string name) =>
        [.. Space.SampleDistinct(count, seed, name).Select(a => Space.Build(a, Network))];

    /// <summary>The space, where it is one of blocks. Throws <see cref="GhnException"/> for another one.</summary>
    [JsonIgnore]
    public BlockSpace Blocks =>
        Space as BlockSpace
        ?? throw new GhnException($"This training draws from {Space}, which is no space of blocks.");

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
