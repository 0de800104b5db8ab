using TorchSharp;
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
        using Scalar fresh = 1 - SecondDecay; // kept alive to the end of the method: see SafeArithmetic
        using Scalar step = -learningRate / (1 - Math.Pow(FirstDecay, update));
        var root = Math.Sqrt(1 - Math.Pow(SecondDecay, update));
        var gradient = _parameters.Gradient.AddInPlace(_parameters.Values, _weightDecay);
        FirstMoment.ScaleInPlace(FirstDecay).AddInPlace(gradient, 1 - FirstDecay);
        SecondMoment.ScaleInPlace(SecondDecay).addcmul_(gradient, gradient, fresh);
        _parameters.Values.addcdiv_(FirstMoment, SecondMoment.sqrt().Over(root).AddInPlace(Epsilon), step);
    }

    private void StepOf(IReadOnlyList<bool> used, double learningRate)
    {
        using Scalar firstFresh = 1 - FirstDecay, // kept alive to the end of the method: see SafeArithmetic
            secondFresh = 1 - SecondDecay;
        _updates!.AddInPlace(PerTensor(i => used[i] ? 1 : 0));
        var counts = _updates!.cpu().data<float>().ToArray();
        var mask = PerNumber(i => used[i] ? 1 : 0); // [P]
        var rate = PerNumber(i => used[i] ? learningRate / (1 - Math.Pow(FirstDecay, counts[i])) : 0);
        var root = PerNumber(i => used[i] ? Math.Sqrt(1 - Math.Pow(SecondDecay, counts[i])) : 1);

        var gradient = _parameters.Gradient.AddInPlace(_parameters.Values, _weightDecay);
        FirstMoment.addcmul_(gradient - FirstMoment, mask, firstFresh);
        SecondMoment.addcmul_((gradient * gradient).sub_(SecondMoment), mask, secondFresh);
        _parameters.Values.sub_(rate.mul_(FirstMoment).div_(SecondMoment.sqrt().div_(root).AddInPlace(Epsilon)));

        Tensor PerTensor(Func<int, double> value) =>
            tensor(
                Enumerable.Range(0, used.Count).Select(i => (float)value(i)).ToArray(),
                device: _parameters.Values.device
            );
        Tensor PerNumber(Func<int, double> value) => PerTensor(value).index_select(0, _owners!);
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        foreach (var t in new[] { FirstMoment, SecondMoment, _updates, _owners })
            t?.Dispose();
    }
}
