using System.Numerics;

namespace Ghn.Kernels;

/// <summary>
/// The matrices of M and U (eqs. 3 and 4), multiplied and stacked so that a node's update is two products. H is the
/// hidden size of M. A message is passed on as [ReLU(W₁h + b₁); 1], and M's second layer is part of the GRU's input
/// matrix. This is exact, because the sum of messages is between two linear maps.
/// </summary>
/// <param name="Input">W_ih · [W₂ b₂], [3D, H + 1]: from a sum of hidden messages to the GRU's gates.</param>
/// <param name="InputBias">b_ih, [3D].</param>
/// <param name="State">[W_hh; W₁; 0], [3D + H + 1, D]: from an embedding to the gates' state part and its own message.</param>
/// <param name="StateBias">[b_hh; b₁; 1], [3D + H + 1].</param>
internal sealed record FusedCell(Tensor Input, Tensor InputBias, Tensor State, Tensor StateBias)
{
    private object? _packed;

    /// <summary>The same numbers as arrays; made once.</summary>
    public PackedCell<T> Packed<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => (PackedCell<T>)(_packed ??= new PackedCell<T>(this));
}

/// <summary>
/// A <see cref="FusedCell"/> as arrays for <see cref="PropagationKernel{T}"/>. Sizes are rounded up to whole vectors;
/// the padding is zero and stays zero.
/// </summary>
internal sealed class PackedCell<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public PackedCell(FusedCell cell)
    {
        D = (int)cell.State.shape[1];
        Hidden = (int)cell.Input.shape[1];
        Width = Round(D);
        MessageWidth = Round(Hidden);
        var (input, state) = (Values(cell.Input), Values(cell.State));
        InputBias = Place(Values(cell.InputBias), Gates);
        StateBias = Place(Values(cell.StateBias), Gates + MessageWidth);
        InputT = new T[Hidden * Gates]; // [H + 1, 3D]
        InputRows = new T[Gates * MessageWidth]; // [3D, H + 1]
        for (var r = 0; r < 3 * D; r++)
        for (var c = 0; c < Hidden; c++)
            InputT[c * Gates + Row(r)] = InputRows[Row(r) * MessageWidth + c] = input[r * Hidden + c];
        StateT = new T[D * (Gates + MessageWidth)]; // [D, 3D + H + 1]
        StateRows = new T[(Gates + MessageWidth) * Width]; // [3D + H + 1, D]
        for (var r = 0; r < 3 * D + Hidden; r++)
        for (var c = 0; c < D; c++)
            StateT[c * (Gates + MessageWidth) + Row(r)] = StateRows[Row(r) * Width + c] = state[r * D + c];
    }

    /// <summary>Size of an embedding.</summary>
    public int D { get; }

    /// <summary>H + 1.</summary>
    public int Hidden { get; }

    /// <summary>D and H + 1 in whole vectors.</summary>
    public int Width { get; }
    public int MessageWidth { get; }

    /// <summary>The three gates side by side.</summary>
    public int Gates => 3 * Width;

    public T[] InputT { get; }
    public T[] InputRows { get; }
    public T[] InputBias { get; }
    public T[] StateT { get; }
    public T[] StateRows { get; }
    public T[] StateBias { get; }

    private static int Round(int size) => (size + Vector<T>.Count - 1) / Vector<T>.Count * Vector<T>.Count;

    /// <summary>Where row r of [3D + H + 1] lies after rounding.</summary>
    private int Row(int r) => r < 3 * D ? r / D * Width + r % D : Gates + r - 3 * D;

    private T[] Place(T[] values, int length)
    {
        var placed = new T[length];
        for (var r = 0; r < values.Length; r++)
            placed[Row(r)] = values[r];
        return placed;
    }

    private static T[] Values(Tensor tensor)
    {
        using var plain = tensor.detach().contiguous();
        return plain.data<T>().ToArray();
    }
}
