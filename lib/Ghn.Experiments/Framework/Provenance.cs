using System.Reflection;
using System.Runtime.InteropServices;

namespace Ghn.Experiments.Framework;

/// <summary>Where a result comes from.</summary>
/// <param name="Profile">The scale.</param>
/// <param name="DataSet">The data set's name.</param>
/// <param name="DataChecksum">Of its images, labels and split.</param>
/// <param name="Version">Version of the code.</param>
/// <param name="Machine">Processors, architecture and operating system.</param>
/// <param name="Workers">Threads, each running one single-threaded network at a time.</param>
/// <param name="Seconds">Wall time; of a run that was stopped, since it went on.</param>
public sealed record Provenance(
    Profile Profile,
    string DataSet,
    string DataChecksum,
    string Version,
    string Machine,
    int Workers,
    double Seconds
)
{
    internal static string CodeVersion { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    internal static Provenance Of(
        Profile profile,
        (string Name, string Checksum) data,
        int workers,
        TimeSpan elapsed
    ) =>
        new(
            profile,
            data.Name,
            data.Checksum,
            CodeVersion,
            $"{Environment.ProcessorCount} processors, {RuntimeInformation.RuntimeIdentifier}",
            workers,
            Math.Round(elapsed.TotalSeconds, 1)
        );
}
