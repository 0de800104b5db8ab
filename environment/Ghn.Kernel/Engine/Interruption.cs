namespace Ghn.Kernel.Engine;

/// <summary>
/// Interruption of the running cell, and its position. Public because cells call it (<see cref="CellChecks"/>), and
/// because the display library finds <see cref="Token"/> by name.
/// </summary>
public static class Interruption
{
    private static readonly AsyncLocal<CancellationTokenSource?> s_own = new(); // flows into the tasks that a cell starts
    private static volatile CancellationTokenSource s_running = new();
    private static volatile bool s_ever; // so that a loop costs no look into s_own before the first interrupt
    private static volatile string? s_place;

    /// <summary>Cancelled when the cell that started the calling code is interrupted; every cell has its own.</summary>
    public static CancellationToken Token => Own.Token;

    internal static bool Requested => s_running.IsCancellationRequested;

    /// <summary>The statement that the running cell has reached, such as "cell 3, line 2 (x = y)"; null before the first.</summary>
    internal static string? Place => s_place;

    private static CancellationTokenSource Own => s_own.Value ?? s_running;

    /// <summary>Ends the running cell, and the tasks that it started, at their next loop iteration, function or statement.</summary>
    public static void Request()
    {
        s_ever = true;
        _ = s_running.CancelAsync(); // its listeners not here: they may throw or take long
    }

    /// <summary>Called at the head of every loop and function in a cell.</summary>
    public static void Check()
    {
        if (s_ever && Own.IsCancellationRequested)
            throw new OperationCanceledException("The cell was interrupted.", Token);
    }

    /// <summary>
    /// Called before each statement of a cell; an interrupt during the previous statement ends the cell here.
    /// </summary>
    public static void At(string place)
    {
        s_place = place;
        Check();
    }

    /// <summary>Starts a cell in the calling context; interrupts of the previous cell do not affect it.</summary>
    internal static void Begin()
    {
        s_own.Value = s_running = new CancellationTokenSource();
        s_place = null;
    }
}
