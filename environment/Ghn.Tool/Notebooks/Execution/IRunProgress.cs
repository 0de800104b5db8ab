namespace Ghn.Tool.Notebooks.Execution;

/// <summary>Is told of each cell as it starts and ends.</summary>
internal interface IRunProgress
{
    void Started(CellRun cell);

    void Finished(CellRun cell);
}
