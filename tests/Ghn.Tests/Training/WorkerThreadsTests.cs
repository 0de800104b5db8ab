using Ghn.Training;

namespace Ghn.Tests.Training;

public sealed class WorkerThreadsTests
{
    [Fact]
    public void Work_runs_in_the_context_of_its_caller_not_of_whoever_made_the_threads()
    {
        var place = new AsyncLocal<string> { Value = "made" };
        using var workers = new WorkerThreads(2);
        place.Value = "called";
        Assert.Equal(["called", "called", "called"], workers.Map(3, _ => place.Value!));
    }

    [Fact]
    public void Results_come_in_order()
    {
        using var workers = new WorkerThreads(2);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * i), workers.Map(50, i => i * i));
    }

    [Fact]
    public void An_exception_is_thrown_to_the_caller_and_the_threads_go_on()
    {
        using var workers = new WorkerThreads(2);
        var error = Assert.Throws<GhnException>(() => workers.Map(9, i => i == 4 ? throw new GhnException("four") : i));
        Assert.Equal("four", error.Message);
        Assert.Equal([0, 1], workers.Map(2, i => i));
    }

    [Fact]
    public void Inside_its_own_work_Map_is_refused_and_another_s_is_not()
    {
        using WorkerThreads workers = new(1),
            others = new(1);
        var error = Assert.Throws<GhnException>(() => workers.Map(1, _ => workers.Map(1, i => i)));
        Assert.Contains("Map was called inside work of the same worker threads", error.Message);
        Assert.Equal([0, 1], workers.Map(1, _ => others.Map(2, i => i))[0]);
    }

    [Fact]
    public void A_negative_number_is_refused() =>
        Assert.Contains("Workers = -1", Assert.Throws<GhnException>(() => new WorkerThreads(-1)).Message);
}
