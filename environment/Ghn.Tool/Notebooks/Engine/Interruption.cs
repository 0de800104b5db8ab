namespace Ghn.Tool.Notebooks.Engine;

/// <summary>What the checks look at that <see cref="LoopChecks"/> puts into cells; public because cells call it.</summary>
public static class Interruption
{
    private static volatile bool s_requested;

    /// <summary>Ends the running cell at the head of its next loop iteration.</summary>
    public static void Request() => s_requested = true;

    /// <summary>Called at the head of every loop in a cell.</summary>
    public static void Check()
    {
        if (s_requested)
            throw new OperationCanceledException("The cell was interrupted.");
    }
}
