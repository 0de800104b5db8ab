using System.Runtime;
using System.Runtime.CompilerServices;

namespace Ghn.Tests;

/// <summary>
/// More garbage collections than usual, or none. TorchSharp 0.107 does not keep its objects alive during native calls:
/// what a test leaves to it fails seldom, but soon when memory is collected all the time. With the environment variable
/// GHN_GC_STRESS=1 it is, during all tests; MALLOC_PERTURB_=165 makes glibc overwrite what was freed.
/// </summary>
internal static class GarbageCollections
{
    private static readonly Lock s_turn = new();

    [ModuleInitializer]
    internal static void StartStress()
    {
        if (System.Environment.GetEnvironmentVariable("GHN_GC_STRESS") == "1")
            Often(1, CancellationToken.None);
    }

    /// <summary>Collects young objects every few milliseconds, on a thread of its own.</summary>
    public static Thread Often(int milliseconds, CancellationToken cancellation)
    {
        var thread = new Thread(() =>
        {
            while (!cancellation.IsCancellationRequested)
            {
                lock (s_turn)
                    GC.Collect(0);
                Thread.Sleep(milliseconds);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    /// <summary>
    /// Does a little while nothing is collected: TorchSharp's own optimizers give numbers to torch unprotected. Only where
    /// no other test runs beside.
    /// </summary>
    public static void Hold(Action work)
    {
        lock (s_turn)
        {
            Assert.True(GC.TryStartNoGCRegion(16 << 20));
            try
            {
                work();
            }
            finally
            {
                if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                    GC.EndNoGCRegion();
            }
        }
    }
}
