using Ghn.Architectures;
using static TorchSharp.torch;

namespace Ghn.Gnn;

/// <summary>The parameters of one graph neural network: node embedding, message function M, update function U.</summary>
/// <remarks>
/// <code>
/// m_v = Σ M(h_u) over the neighbours u that send to v      (eq. 4)
/// h_v ← U(h_v, m_v), U a GRU cell                          (eq. 3)
/// </code>
/// </remarks>
internal sealed class PropagationCell : nn.Module
{
    private readonly nn.Module<Tensor, Tensor> _embed;
    private readonly TorchSharp.Modules.Linear _messageIn;
    private readonly TorchSharp.Modules.Linear _messageOut;
    private readonly TorchSharp.Modules.GRUCell _update;

    public PropagationCell(GnnOptions options)
        : base(nameof(PropagationCell))
    {
        var size = options.EmbeddingSize;
        _embed = nn.Embedding(OperatorKinds.Count, size); // a one-hot vector times a matrix is a row of it
        _messageIn = nn.Linear(size, options.MessageHidden);
        _messageOut = nn.Linear(options.MessageHidden, size);
        _update = nn.GRUCell(size, size);
        RegisterComponents();
    }

    /// <summary>Embeddings at t = 0, [n, D], of operator kinds, int64 [n].</summary>
    public Tensor Embed(Tensor operators) => _embed.forward(operators);

    /// <summary>M: two linear layers. [n, D] → [n, D].</summary>
    public Tensor Message(Tensor h) => _messageOut.forward(nn.functional.relu(_messageIn.forward(h)));

    /// <summary>U: new embeddings [n, D] from messages and embeddings, both [n, D].</summary>
    public Tensor Update(Tensor messages, Tensor h) => _update.forward(messages, h);

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
