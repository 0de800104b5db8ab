namespace Ghn.Experiments;

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
