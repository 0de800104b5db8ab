namespace Ghn.Experiments.Framework;

/// <summary>What one unit of an experiment came to: one line of its ledger, with everything needed to get it again.</summary>
internal sealed record UnitLine<TOptions, TUnit, TResult>(
    TUnit Unit,
    TResult Result,
    TOptions Options,
    Provenance MeasuredOn
);

/// <summary>What an experiment reports after each unit.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Unit">The unit that is done.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Seconds">What it took.</param>
/// <param name="Done">Units that are done, earlier runs and other processes included.</param>
/// <param name="Units">Units in all, as far as they are known.</param>
/// <param name="Remaining">Estimate of the time that this run still needs.</param>
public sealed record UnitProgress(
    string Name,
    string Unit,
    string Result,
    double Seconds,
    int Done,
    int Units,
    TimeSpan Remaining
);
