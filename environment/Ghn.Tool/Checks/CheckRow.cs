namespace Ghn.Tool.Checks;

/// <summary>What a row says about going on: a warning leaves the notebooks usable, a failure does not.</summary>
internal enum CheckState
{
    Ok,
    Warning,
    Failed,
}

/// <summary>One line of `ghn check`: what was looked at, what was found and, unless all is well, one sentence of remedy.</summary>
internal sealed record CheckRow(string Name, CheckState State, string Finding, string? Remedy = null)
{
    public static CheckRow Ok(string name, string finding) => new(name, CheckState.Ok, finding);

    public static CheckRow Warning(string name, string finding, string remedy) =>
        new(name, CheckState.Warning, finding, remedy);

    public static CheckRow Failed(string name, string finding, string remedy) =>
        new(name, CheckState.Failed, finding, remedy);
}
