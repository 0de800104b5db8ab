using System.Text;

namespace Ghn.Data;

/// <summary>
/// The official binary layout: six batch files of 10,000 records. A record is one label byte and 3,072 pixel bytes
/// (32×32, one colour channel after the other). Tests use smaller batches.
/// </summary>
internal sealed record Cifar10Layout(int Records = 10_000, int Validation = 5_000)
{
    public const int Side = 32;
    public const int RecordSize = 1 + 3 * Side * Side;
    public const string TestName = "test_batch.bin";
    public const string MetaName = "batches.meta.txt";
    public const string PythonBatchName = "data_batch_1"; // of the Python version, which we do not read

    public static IReadOnlyList<string> TrainingNames { get; } =
    [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
    public static IReadOnlyList<string> BatchNames { get; } = [.. TrainingNames, TestName];
    public static IReadOnlyList<string> ClassNames { get; } =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    public long FileSize => (long)Records * RecordSize;

    /// <summary>Images uint8 [records, 32, 32, 3] and labels int64 [records] of one batch file.</summary>
    public (Tensor Images, Tensor Labels) Parse(DataFile file)
    {
        DataFiles.RequireSize(file.Source, FileSize, file.Content.LongLength, Cifar10.Remedy);
        using var scope = NewDisposeScope();
        var records = tensor(file.Content, [Records, RecordSize]);
        var labels = records.select(1, 0).to(ScalarType.Int64); // [records]
        DataFiles.RequireLabels(file, labels, ClassNames.Count, Cifar10.Remedy);
        var images = records.narrow(1, 1, RecordSize - 1).view(Records, 3, Side, Side).permute(0, 2, 3, 1).contiguous(); // [records, 32, 32, 3]
        return (images.MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }

    /// <summary>Ten names, one per line; blank lines are ignored.</summary>
    public static IReadOnlyList<string> ParseClassNames(DataFile file)
    {
        var names = Encoding
            .UTF8.GetString(file.Content)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Length == ClassNames.Count
            ? names
            : throw DataFiles.Bad(file.Source, $"{ClassNames.Count} class names", $"{names.Length}", Cifar10.Remedy);
    }
}
