namespace Ghn.Experiments.Studies;

/// <summary>A trained surrogate of table 4, of seed 0, that scores other architectures.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Checksum">SHA-256 of its parameters. A replay compares it and needs no more of the surrogate.</param>
/// <param name="Source">The surrogate, made when it scores.</param>
internal sealed record SearchSurrogate(string Name, Lazy<string> Checksum, Lazy<TrainableWeightSource> Source)
    : IDisposable
{
    /// <summary>
    /// The surrogate that table 4 has kept; in the smoke profile it is trained when it is needed. The ledger of table 4 has
    /// the checksum, so that a replay neither trains nor loads it.
    /// </summary>
    internal static SearchSurrogate Of(ExperimentContext context, string name)
    {
        var source = new Lazy<TrainableWeightSource>(() => Trained(context, name));
        return new(name, new Lazy<string>(() => Stored() ?? Surrogates.Checksum(source.Value)), source);

        string? Stored()
        {
            using var table4 = (Surrogates)
                PaperExperiments.Create(PaperExperiments.Table4, context.Settings, context.ResultsFolder);
            return table4.Results().GetValueOrDefault(new TrainedSurrogate(name, 0))?.Checksum;
        }
    }

    /// <summary>The file in which one surrogate of a kind is kept; null: none is, in the smoke profile.</summary>
    internal static string? FileOf(ExperimentContext context, string name) =>
        context.Settings.Profile == Profile.Smoke
            ? null
            : ResultFile.Path(context.ResultsFolder, name, context.Settings, ".ghn");

    /// <summary>The surrogate. Throws <see cref="GhnException"/> if it is not the one with that checksum.</summary>
    internal TrainableWeightSource Checked() =>
        Surrogates.Checksum(Source.Value) == Checksum.Value
            ? Source.Value
            : throw new GhnException(
                $"The surrogate {Name} is not the one with the checksum {Checksum.Value}; use the one that belongs to "
                    + "the ledgers, or compute all of them in another folder."
            );

    public void Dispose()
    {
        if (Source.IsValueCreated)
            Source.Value.Dispose();
    }

    private static TrainableWeightSource Trained(ExperimentContext context, string name)
    {
        var settings = context.Settings;
        var device = Devices.Parse(settings.Device);
        if (FileOf(context, name) is { } file)
            return File.Exists(file)
                ? Checkpoint.Load(file, device)
                : throw new GhnException(
                    $"There is no trained surrogate {file}; compute it first: ghn experiment {PaperExperiments.Table4} "
                        + $"{settings.Arguments}."
                );
        var options = ProfileSettings.Of(settings.Profile).Table4()[name]; // some seconds
        using var data = settings.LoadData();
        using var workers = new WorkerThreads();
        var source = options.Make(0, device);
        new GhnTrainer(source, TrainingScale.Within(options.Training, data), data).Train(workers);
        return source;
    }
}
