using Ghn.Graphs;
using Ghn.Kernels;

namespace Ghn.Gnn;

/// <summary>The parameters of one graph neural network: node embedding, message function M, update function U (eqs. 3, 4).</summary>
internal sealed class PropagationCell : nn.Module
{
    private readonly KnownOperators _operators;
    private readonly nn.Module<Tensor, Tensor> _embed;
    private readonly nn.Module<Tensor, Tensor>? _embedSize;
    private readonly nn.Module<Tensor, Tensor>? _embedExit;
    private readonly int _sizes;
    private readonly TorchSharp.Modules.Linear _messageIn;
    private readonly TorchSharp.Modules.Linear _messageOut;
    private readonly TorchSharp.Modules.GRUCell _update;

    public PropagationCell(GnnOptions options, KnownOperators operators)
        : base(nameof(PropagationCell))
    {
        var size = options.EmbeddingSize;
        _operators = operators;
        _embed = nn.Embedding(operators.Count, size); // a one-hot vector times a matrix is a row of it
        _sizes = options.Sizes;
        if (_sizes > 0)
        {
            _embedSize = nn.Embedding(_sizes, size);
            _embedExit = nn.Embedding(2, size);
        }
        _messageIn = nn.Linear(size, options.MessageHidden);
        _messageOut = nn.Linear(options.MessageHidden, size);
        _update = nn.GRUCell(size, size);
        RegisterComponents();
    }

    /// <summary>
    /// Embeddings of a block's nodes at t = 0, [n, D]: a projection of their concatenated one-hot vectors. Sizes below
    /// the smallest encoded one count as that one.
    /// </summary>
    public Tensor Embed(GraphBlock block)
    {
        var h = _embed.forward(_operators.RowsOf(block));
        if (_embedSize is null || _embedExit is null)
            return h;
        using Scalar last = _sizes - 1L;
        return h.Plus(_embedSize.forward(block.Sizes.clamp_max(last))).Plus(_embedExit.forward(block.Exits));
    }

    /// <summary>M: two linear layers. [n, D] → [n, D].</summary>
    public Tensor Message(Tensor h) => _messageOut.forward(nn.functional.relu(_messageIn.forward(h)));

    /// <summary>
    /// U: new embeddings [n, D] from messages and embeddings, both [n, D]. The GRU is written out because torch's own
    /// call splits the gates by a view that some devices do not support.
    /// </summary>
    public Tensor Update(Tensor messages, Tensor h)
    {
        var size = h.shape[1];
        var input = nn.functional.linear(messages, _update.weight_ih!, _update.bias_ih); // [n, 3D]
        var hidden = nn.functional.linear(h, _update.weight_hh!, _update.bias_hh);
        Tensor Gate(Tensor gates, int which) => gates.narrow(1, which * size, size);
        var reset = Gate(input, 0).Plus(Gate(hidden, 0)).sigmoid();
        var keep = Gate(input, 1).Plus(Gate(hidden, 1)).sigmoid();
        var proposed = Gate(input, 2).Plus(reset * Gate(hidden, 2)).tanh();
        return (keep * h).Plus((-keep).Plus(1) * proposed);
    }

    /// <summary>
    /// The cell's matrices as <see cref="FusedPropagation"/> multiplies with them, in the caller's dispose scope.
    /// </summary>
    public FusedCell Fuse()
    {
        var (messageWeight, messageBias) = (_messageOut.weight!, _messageOut.bias!);
        var (hiddenWeight, hiddenBias) = (_messageIn.weight!, _messageIn.bias!);
        var one = ones(1, dtype: hiddenBias.dtype, device: hiddenBias.device);
        var noRow = zeros(1, hiddenWeight.shape[1], dtype: hiddenBias.dtype, device: hiddenBias.device);
        return new FusedCell(
            _update.weight_ih!.mm(cat([messageWeight, messageBias.unsqueeze(1)], 1)), // [3D, hidden + 1]
            _update.bias_ih!,
            cat([_update.weight_hh!, hiddenWeight, noRow]), // [3D + hidden + 1, D]
            cat([_update.bias_hh!, hiddenBias, one])
        );
    }
}
