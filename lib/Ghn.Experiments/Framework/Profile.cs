namespace Ghn.Experiments.Framework;

/// <summary>At which scale something runs. Every result carries its profile.</summary>
public enum Profile
{
    /// <summary>Seconds: checks the path, not the numbers.</summary>
    Smoke,

    /// <summary>Two processor cores, minutes to an hour or two: the scale at which results are claimed.</summary>
    Workshop,

    /// <summary>The paper's own settings, for a GPU.</summary>
    Paper,
}

/// <summary>Names of a profile for readers.</summary>
public static class Profiles
{
    internal const int SmokeImages = 250;

    /// <summary>Its name in commands and file names: smoke, workshop or paper.</summary>
    public static string Name(this Profile profile) => profile.ToString().ToLowerInvariant();

    /// <summary>
    /// At which scale a number holds, as the first words of a sentence, such as "At workshop scale on cifar10". Of the smoke
    /// profile, whose numbers say nothing, it says so.
    /// </summary>
    /// <param name="profile">The scale.</param>
    /// <param name="dataSet">Name of the data set.</param>
    public static string Scope(this Profile profile, string dataSet) =>
        profile == Profile.Smoke
            ? $"At {profile.Name()} scale, where every number is chance"
            : $"At {profile.Name()} scale on {dataSet}";
}
