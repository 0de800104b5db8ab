namespace Ghn.Kernel.Engine;

/// <summary>
/// The variables that cells declared with <c>using</c>. Later cells use them, too, so they live until the same name is
/// declared with <c>using</c> again, such as when the cell runs again, or until the notebook ends. Public because cells call
/// it (<see cref="UsingDeclarations"/>).
/// </summary>
public static class UsingVariables
{
    private static readonly List<(string Name, Func<Task> Dispose)> s_alive = [];

    /// <summary>Called after a declaration. Disposes the variable that had the name before.</summary>
    public static async Task DeclareAsync(string name, Func<Task> dispose)
    {
        var earlier = s_alive.Find(one => one.Name == name).Dispose;
        s_alive.RemoveAll(one => one.Name == name);
        s_alive.Add((name, dispose));
        if (earlier is not null)
            await earlier();
    }

    /// <summary>Disposes all of them, the last one first.</summary>
    internal static async Task EndAsync()
    {
        for (var i = s_alive.Count - 1; i >= 0; i--)
            try
            {
                await s_alive[i].Dispose();
            }
            catch (Exception) { } // no cell is left that could tell it
        s_alive.Clear();
    }
}
