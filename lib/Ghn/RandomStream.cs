using System.Text;

namespace Ghn;

/// <summary>
/// A stream of random numbers that is a pure function of (seed, name, step). A resumed run draws the same numbers as an
/// uninterrupted one, because streams do not depend on each other.
/// </summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every platform and .NET version.</remarks>
public sealed class RandomStream
{
    private ulong _state;

    /// <summary>
    /// Opens the stream for one purpose (<paramref name="name"/>) and one step of the run with this seed.
    /// </summary>
    public RandomStream(long seed, string name, long step = 0)
    {
        var hash = 14695981039346656037UL; // FNV-1a of the name
        foreach (var b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 1099511628211UL;
        _state = Mix((ulong)seed + Mix(hash + Mix((ulong)step)));
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15UL);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in {0, …, <paramref name="count"/> − 1}.</summary>
    public int Next(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)(((UInt128)NextBits() * (ulong)count) >> 64);
    }

    /// <summary>A random order of 0 … <paramref name="count"/> − 1 (Fisher–Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var k = Next(i + 1);
            (order[i], order[k]) = (order[k], order[i]);
        }
        return order;
    }

    /// <summary><paramref name="count"/> standard normal numbers (Box–Muller).</summary>
    public float[] Normal(int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * NextDouble());
            values[i] = (float)(radius * cosine);
            if (i + 1 < count)
                values[i + 1] = (float)(radius * sine);
        }
        return values;
    }

    /// <summary>Spreads every bit of a number over all 64, one to one.</summary>
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
