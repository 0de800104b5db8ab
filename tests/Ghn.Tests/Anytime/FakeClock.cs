namespace Ghn.Tests.Anytime;

/// <summary>A clock on which one second passes whenever it is asked.</summary>
/// <param name="asked">Hears how often it has been asked, before it answers.</param>
internal sealed class FakeClock(Action<int>? asked = null) : TimeProvider
{
    private int _times;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp()
    {
        asked?.Invoke(_times);
        return _times++;
    }
}
