using System.Numerics;
using System.Numerics.Tensors;
using Ghn.Graphs;
using Tensor = TorchSharp.torch.Tensor;

namespace Ghn.Kernels;

/// <summary>
/// The arithmetic of <see cref="FusedPropagation"/> and its derivative, for one block and one call. Rows of a level are
/// contiguous. With a tape every visit keeps its own rows, so that the gradients of the matrices are a few large
/// products at the end.
/// </summary>
internal sealed class PropagationKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PackedCell<T> _cell;
    private readonly IReadOnlyList<GraphLevel> _levels;
    private readonly int _phases;
    private readonly int _rows;
    private readonly bool _tape;
    private readonly int _projected; // 3D + H + 1: what an embedding is projected to

    // Latest embedding and projection of every row; the projection is [W_hh h + b_hh | ReLU(W₁h + b₁), 1].
    private readonly T[] _h;
    private readonly T[] _p;

    // Per visit, with a tape: summed messages, gates, previous and new embedding, message part of the new projection.
    private readonly T[] _sum;
    private readonly T[] _gates; // reset, update, new
    private readonly T[] _stateNew; // W_hn h + b_hn
    private readonly T[] _before;
    private readonly T[] _after;
    private readonly T[] _message;
    private readonly T[] _projection; // of one level
    private readonly T[] _firstH;
    private readonly T[] _firstMessage;

    public PropagationKernel(PackedCell<T> cell, IReadOnlyList<GraphLevel> levels, int phases, int rows, bool tape)
    {
        (_cell, _levels, _phases, _rows, _tape) = (cell, levels, phases, rows, tape);
        _projected = cell.Gates + cell.MessageWidth;
        var widest = levels.Max(l => l.Nodes.Count);
        var visits = tape ? phases * levels.Sum(l => l.Nodes.Count) : widest;
        _h = new T[rows * cell.Width];
        _p = new T[rows * _projected];
        _sum = new T[visits * cell.MessageWidth];
        _gates = new T[visits * cell.Gates];
        _stateNew = new T[visits * cell.Width];
        _before = new T[visits * cell.Width];
        _after = new T[visits * cell.Width];
        _message = new T[visits * cell.MessageWidth];
        _projection = new T[widest * _projected];
        _firstH = tape ? new T[rows * cell.Width] : [];
        _firstMessage = tape ? new T[rows * cell.MessageWidth] : [];
    }

    /// <summary>h(0) [n, D] → h(T) [n, D].</summary>
    public Tensor Forward(Tensor start)
    {
        Read(start, _h);
        SmallProduct.Multiply<T>(_h, _cell.Width, _rows, _cell.D, _cell.StateT, _cell.StateBias, _p);
        for (var row = 0; row < _rows; row++)
        {
            var message = _p.AsSpan(row * _projected + _cell.Gates, _cell.MessageWidth);
            TensorPrimitives.Max(message, T.Zero, message);
            if (_tape)
                message.CopyTo(_firstMessage.AsSpan(row * _cell.MessageWidth));
        }
        if (_tape)
            _h.CopyTo(_firstH, 0);
        var visit = 0;
        for (var phase = 0; phase < _phases; phase++)
            foreach (var level in _levels)
            {
                Visit(level, _tape ? visit : 0);
                visit += level.Nodes.Count;
            }
        return Write(_h, start.dtype);
    }

    /// <summary>Eqs. 3 and 4 for one level; <paramref name="first"/>: its first row on the tape.</summary>
    private void Visit(GraphLevel level, int first)
    {
        var nodes = level.NodeSpan;
        var sources = level.SourceSpan;
        var offsets = level.OffsetSpan;
        int width = _cell.Width,
            gateWidth = _cell.Gates,
            messageWidth = _cell.MessageWidth;
        var sums = _sum.AsSpan(first * messageWidth, nodes.Length * messageWidth);
        sums.Clear();
        for (var i = 0; i < nodes.Length; i++)
        for (var s = offsets[i]; s < offsets[i + 1]; s++)
            GruKernel.Add<T>(
                sums.Slice(i * messageWidth, messageWidth),
                _p.AsSpan(sources[s] * _projected + gateWidth)
            );
        var gates = _gates.AsSpan(first * gateWidth, nodes.Length * gateWidth);
        SmallProduct.Multiply<T>(sums, messageWidth, nodes.Length, _cell.Hidden, _cell.InputT, _cell.InputBias, gates);
        var after = _after.AsSpan(first * width, nodes.Length * width);
        for (var i = 0; i < nodes.Length; i++)
        {
            var state = _p.AsSpan(nodes[i] * _projected, gateWidth);
            var before = _before.AsSpan((first + i) * width, width);
            var stateNew = _stateNew.AsSpan((first + i) * width, width);
            _h.AsSpan(nodes[i] * width, width).CopyTo(before);
            state[(2 * width)..].CopyTo(stateNew);
            var gate = gates.Slice(i * gateWidth, gateWidth);
            var resetUpdate = gate[..(2 * width)];
            var fresh = gate[(2 * width)..];
            GruKernel.Add<T>(resetUpdate, state);
            TensorPrimitives.Sigmoid(resetUpdate, resetUpdate);
            TensorPrimitives.MultiplyAdd(resetUpdate[..width], stateNew, fresh, fresh);
            TensorPrimitives.Tanh(fresh, fresh);
            GruKernel.Blend(resetUpdate[width..], fresh, before, after.Slice(i * width, width));
        }
        var projection = _projection.AsSpan(0, nodes.Length * _projected);
        SmallProduct.Multiply<T>(after, width, nodes.Length, _cell.D, _cell.StateT, _cell.StateBias, projection);
        for (var i = 0; i < nodes.Length; i++)
        {
            var row = projection.Slice(i * _projected, _projected);
            var message = row[gateWidth..];
            TensorPrimitives.Max(message, T.Zero, message);
            if (_tape)
                message.CopyTo(_message.AsSpan((first + i) * messageWidth));
            row.CopyTo(_p.AsSpan(nodes[i] * _projected));
            after.Slice(i * width, width).CopyTo(_h.AsSpan(nodes[i] * width));
        }
    }

    /// <summary>
    /// Gradients with respect to h(0), <see cref="FusedCell.Input"/>, its bias, <see cref="FusedCell.State"/> and its bias;
    /// then one empty place for the argument that is not a tensor.
    /// </summary>
    public List<Tensor> Backward(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        int width = _cell.Width,
            gateWidth = _cell.Gates,
            messageWidth = _cell.MessageWidth;
        var visits = _phases * _levels.Sum(l => l.Nodes.Count);
        var dh = new T[_rows * width];
        var dp = new T[_rows * _projected]; // of the latest projection of each row
        Read(gradient, dh);
        var dGates = new T[visits * gateWidth];
        var dProjection = new T[(visits + _rows) * _projected];
        var dAfter = new T[_levels.Max(l => l.Nodes.Count) * width];
        var dSum = new T[_levels.Max(l => l.Nodes.Count) * messageWidth];
        var (noState, noMessage) = (new T[width], new T[messageWidth]);
        var first = visits;
        for (var phase = 0; phase < _phases; phase++)
        for (var l = _levels.Count - 1; l >= 0; l--)
        {
            var level = _levels[l];
            var nodes = level.NodeSpan;
            var sources = level.SourceSpan;
            var offsets = level.OffsetSpan;
            first -= nodes.Length;
            var rows = dProjection.AsSpan(first * _projected, nodes.Length * _projected);
            Collect(nodes, dp, _message.AsSpan(first * messageWidth), rows);
            SmallProduct.Multiply<T>(rows, _projected, nodes.Length, _projected, _cell.StateRows, noState, dAfter);
            for (var i = 0; i < nodes.Length; i++)
                GruKernel.Backward<T>(
                    _gates.AsSpan((first + i) * gateWidth, gateWidth),
                    _before.AsSpan((first + i) * width, width),
                    _stateNew.AsSpan((first + i) * width, width),
                    dAfter.AsSpan(i * width, width),
                    dh.AsSpan(nodes[i] * width, width),
                    dp.AsSpan(nodes[i] * _projected, gateWidth),
                    dGates.AsSpan((first + i) * gateWidth, gateWidth)
                );
            SmallProduct.Multiply<T>(
                dGates.AsSpan(first * gateWidth),
                gateWidth,
                nodes.Length,
                gateWidth,
                _cell.InputRows,
                noMessage,
                dSum
            );
            for (var i = 0; i < nodes.Length; i++)
            for (var s = offsets[i]; s < offsets[i + 1]; s++)
                GruKernel.Add<T>(
                    dp.AsSpan(sources[s] * _projected + gateWidth, messageWidth),
                    dSum.AsSpan(i * messageWidth)
                );
        }
        var all = Enumerable.Range(0, _rows).ToArray();
        var last = dProjection.AsSpan(visits * _projected);
        Collect(all, dp, _firstMessage, last);
        var dStart = new T[_rows * width];
        SmallProduct.Multiply<T>(last, _projected, _rows, _projected, _cell.StateRows, noState, dStart);
        GruKernel.Add<T>(dStart, dh);

        var type = gradient.dtype;
        var gatesT = Matrix(dGates, visits, gateWidth, type)
            .view(visits, 3, width)
            .narrow(2, 0, _cell.D)
            .reshape(visits, 3 * _cell.D);
        var projected = Matrix(dProjection, visits + _rows, _projected, type);
        var projectedT = cat(
            [
                projected.narrow(1, 0, gateWidth).reshape(-1, 3, width).narrow(2, 0, _cell.D).reshape(-1, 3 * _cell.D),
                projected.narrow(1, gateWidth, _cell.Hidden),
            ],
            1
        );
        var sums = Matrix(_sum, visits, messageWidth, type).narrow(1, 0, _cell.Hidden);
        var states = Matrix([.. _after, .. _firstH], visits + _rows, width, type).narrow(1, 0, _cell.D);
        return
        [
            Write(dStart, type).MoveToOuterDisposeScope(),
            gatesT.t().mm(sums).MoveToOuterDisposeScope(),
            gatesT.sum([0L]).MoveToOuterDisposeScope(),
            projectedT.t().mm(states).MoveToOuterDisposeScope(),
            projectedT.sum([0L]).MoveToOuterDisposeScope(),
            null!,
        ];
    }

    /// <summary>Takes the gradient of the nodes' projections out of <paramref name="dp"/>, through the ReLU, into rows.</summary>
    private void Collect(ReadOnlySpan<int> nodes, T[] dp, ReadOnlySpan<T> messages, Span<T> rows)
    {
        for (var i = 0; i < nodes.Length; i++)
        {
            var from = dp.AsSpan(nodes[i] * _projected, _projected);
            var to = rows.Slice(i * _projected, _projected);
            from.CopyTo(to);
            from.Clear();
            GruKernel.Pass(messages.Slice(i * _cell.MessageWidth, _cell.MessageWidth), to[_cell.Gates..]);
        }
    }

    private void Read(Tensor tensor, T[] rows)
    {
        using var plain = tensor.detach().contiguous();
        var values = plain.data<T>().ToArray();
        for (var r = 0; r < _rows; r++)
            values.AsSpan(r * _cell.D, _cell.D).CopyTo(rows.AsSpan(r * _cell.Width));
    }

    private Tensor Write(T[] rows, ScalarType type)
    {
        var values = new T[_rows * _cell.D];
        for (var r = 0; r < _rows; r++)
            rows.AsSpan(r * _cell.Width, _cell.D).CopyTo(values.AsSpan(r * _cell.D));
        return Matrix(values, _rows, _cell.D, type);
    }

    /// <summary>
    /// A copy: a tensor made from an array uses the array's memory, and the last bits of a matrix product depend on its
    /// address.
    /// </summary>
    private static Tensor Matrix(T[] values, long rows, long columns, ScalarType type)
    {
        using var inPlace =
            type == ScalarType.Float64
                ? TorchSharp.torch.tensor((double[])(object)values, [rows, columns], device: TorchSharp.torch.CPU)
                : TorchSharp.torch.tensor((float[])(object)values, [rows, columns], device: TorchSharp.torch.CPU);
        return inPlace.clone();
    }
}
