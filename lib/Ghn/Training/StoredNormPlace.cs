namespace Ghn.Training;

/// <summary>Ledgers and checkpoints name where batch norms stand, which earlier versions could choose: after a node's sum.</summary>
internal sealed record StoredNormPlace
{
    public string NormPlace { get; init; } = "AfterSum";
}
