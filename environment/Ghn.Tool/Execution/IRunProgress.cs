namespace Ghn.Tool.Execution;

/// <summary>Is told of each cell as it starts, goes on and ends.</summary>
internal interface IRunProgress
{
    void Started(CellRun cell);

    /// <summary>The running cell says in one line how far it is.</summary>
    void Says(CellRun cell, string line);

    void Finished(CellRun cell);
}
