using MathNet.Numerics.Statistics;

namespace Ghn.Bench;

// Times of named pieces of work over several rounds. Each round does all pieces once, so that what else runs on the
// machine meets all of them alike; medians and ratios are taken over rounds.
internal sealed class Timings(TimeProvider clock)
{
    private readonly Dictionary<string, List<double>> _milliseconds = [];

    // Runs one round that is not counted, then so many that are, on a clock (null: the system's).
    public static Timings Over(int rounds, Action<Timings, int> round, TimeProvider? clock = null)
    {
        var timings = new Timings(clock ?? TimeProvider.System);
        for (var r = -1; r < rounds; r++)
        {
            round(timings, r + 1);
            if (r < 0)
                timings._milliseconds.Clear();
        }
        return timings;
    }

    public void Measure(string what, Action work)
    {
        var start = clock.GetTimestamp();
        work();
        var elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
        if (!_milliseconds.TryGetValue(what, out var list))
            _milliseconds.Add(what, list = []);
        list.Add(elapsed);
    }

    public double Median(string what) => _milliseconds[what].Median();

    // Median over rounds of one time divided by the other.
    public double Ratio(string what, string to) => _milliseconds[what].Zip(_milliseconds[to], (a, b) => a / b).Median();

    // Median over rounds of the share of some pieces in all of them.
    public double Share(IReadOnlyList<string> some, IReadOnlyList<string> all)
    {
        double Sum(IReadOnlyList<string> pieces, int round) => pieces.Sum(p => _milliseconds[p][round]);
        return Enumerable.Range(0, _milliseconds[all[0]].Count).Select(r => Sum(some, r) / Sum(all, r)).Median();
    }
}
