using static TorchSharp.torch;

namespace Ghn.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) with weight decay added to the gradient, on flat parameters: seven tensor calls a step, and
/// a state of a few tensors that a checkpoint can hold bit for bit.
/// </summary>
/// <remarks>
/// A selective one counts updates per parameter tensor. A tensor that is not used in a step rests: its values, moments,
/// decay and count stay, and go on from there when it is used again. Adam on tensors of their own that skips those
/// without a gradient does the same; this takes twenty calls for any number of tensors.
/// </remarks>
internal sealed class Adam : IDisposable
{
    private const double FirstDecay = 0.9,
        SecondDecay = 0.999,
        Epsilon = 1e-8;

    private readonly FlatParameters _parameters;
    private readonly double _weightDecay;
    private readonly Tensor? _updates; // of each parameter tensor, float32 [tensors]
    private readonly Tensor? _owners; // the tensor to which each number belongs, int64 [P]

    public Adam(FlatParameters parameters, double weightDecay, bool selective = false)
    {
        _parameters = parameters;
        _weightDecay = weightDecay;
        using var scope = NewDisposeScope();
        FirstMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Values).DetachFromDisposeScope();
        if (!selective)
            return;
        var sizes = parameters.Parameters.Select(p => p.Value.numel());
        var owners = sizes.SelectMany((size, i) => Enumerable.Repeat((long)i, (int)size)).ToArray();
        var device = parameters.Values.device;
        _owners = tensor(owners, device: device).DetachFromDisposeScope();
        _updates = zeros(parameters.Parameters.Count, device: device).DetachFromDisposeScope();
    }

    /// <summary>Running mean of the gradient, float32 [P].</summary>
    public Tensor FirstMoment { get; }

    /// <summary>Running mean of its square, float32 [P].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>Names and tensors of everything that the next step depends on.</summary>
    public IEnumerable<(string Name, Tensor Value)> State
    {
        get
        {
            yield return ("Adam, first moment", FirstMoment);
            yield return ("Adam, second moment", SecondMoment);
            if (_updates is not null)
                yield return ("Adam, updates", _updates);
        }
    }

    /// <summary>
    /// Changes the parameters by update number <paramref name="update"/>, from 1. <paramref name="used"/>: of a selective
    /// one, the parameter tensors that take part; null: all.
    /// </summary>
    public void Step(int update, double learningRate, IReadOnlyList<bool>? used = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        if (_updates is not null)
        {
            StepOf(used ?? Enumerable.Repeat(true, (int)_updates.numel()).ToArray(), learningRate);
            return;
        }
        var gradient = _parameters.Gradient.add_(_parameters.Values, _weightDecay);
        FirstMoment.mul_(FirstDecay).add_(gradient, 1 - FirstDecay);
        SecondMoment.mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
        var rate = learningRate / (1 - Math.Pow(FirstDecay, update));
        var root = Math.Sqrt(1 - Math.Pow(SecondDecay, update));
        _parameters.Values.addcdiv_(FirstMoment, SecondMoment.sqrt().div_(root).add_(Epsilon), -rate);
    }

    private void StepOf(IReadOnlyList<bool> used, double learningRate)
    {
        var device = _parameters.Values.device;
        var takesPart = tensor(used.Select(u => u ? 1f : 0f).ToArray(), device: device); // [tensors]
        _updates!.add_(takesPart);
        var count = _updates.clamp_min(1); // a tensor that was never used has nothing to correct
        var rate = (takesPart * learningRate / (1 - pow(FirstDecay, count))).index_select(0, _owners!); // [P]
        var root = (1 - pow(SecondDecay, count)).sqrt_().index_select(0, _owners!);
        var mask = takesPart.index_select(0, _owners!);

        var gradient = _parameters.Gradient.add_(_parameters.Values, _weightDecay);
        FirstMoment.addcmul_(gradient - FirstMoment, mask, 1 - FirstDecay);
        SecondMoment.addcmul_(gradient.square() - SecondMoment, mask, 1 - SecondDecay);
        _parameters.Values.sub_(rate.mul_(FirstMoment).div_(SecondMoment.sqrt().div_(root).add_(Epsilon)));
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (var t in new[] { FirstMoment, SecondMoment, _updates, _owners })
            t?.Dispose();
    }
}
