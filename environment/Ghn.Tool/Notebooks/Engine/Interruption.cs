namespace Ghn.Tool.Notebooks.Engine;

/// <summary>
/// Whether the running cell shall end, and where it is; public because cells call it (<see cref="CellChecks"/>), and
/// because the display library finds <see cref="Token"/> by its name.
/// </summary>
public static class Interruption
{
    private static volatile CancellationTokenSource s_cell = new();
    private static volatile bool s_requested;
    private static volatile string? s_place;

    /// <summary>Cancelled when the running cell is interrupted; every cell has its own.</summary>
    public static CancellationToken Token => s_cell.Token;

    internal static bool Requested => s_requested;

    /// <summary>The statement that the running cell has reached, such as "cell 3, line 2 (x = y)"; null before the first.</summary>
    internal static string? Place => s_place;

    /// <summary>Ends the running cell at the head of its next loop iteration.</summary>
    public static void Request()
    {
        s_requested = true;
        _ = s_cell.CancelAsync(); // not here: what hears of it may throw or take long
    }

    /// <summary>Called at the head of every loop in a cell.</summary>
    public static void Check()
    {
        if (s_requested)
            throw new OperationCanceledException("The cell was interrupted.", Token);
    }

    /// <summary>Called before the statements of a cell.</summary>
    public static void At(string place) => s_place = place;

    /// <summary>A cell starts: what was asked of the one before does not concern it.</summary>
    internal static void Begin()
    {
        s_cell = new CancellationTokenSource();
        s_place = null;
        s_requested = false;
    }
}
