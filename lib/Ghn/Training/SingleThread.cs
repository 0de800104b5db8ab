namespace Ghn.Training;

/// <summary>
/// While it lives, tensor operations of the calling thread use one thread: only then are results the same bits in every
/// run, and several such threads side by side use the cores better than many threads inside one operator.
/// </summary>
internal sealed class SingleThread : IDisposable
{
    private readonly int _before = torch.get_num_threads(); // libtorch keeps this number per thread

    public SingleThread() => torch.set_num_threads(1);

    public void Dispose() => torch.set_num_threads(_before);
}
