namespace Ghn.Networks;

/// <summary>Where the batch norm of a node with a convolution stands; the paper leaves it open.</summary>
public enum NormPlace
{
    /// <summary>
    /// Once, after the node's sum. A convolution is linear, so it then runs once too, on the sum of its inputs' ReLUs:
    /// exact and cheaper.
    /// </summary>
    AfterSum,

    /// <summary>On each edge, eq. 7 to the letter: x_v = Σ f_v(x_u; w_v), where f_v is ReLU, convolution and norm.</summary>
    OnEveryEdge,
}

/// <summary>How networks are run, whatever their weights come from.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Where the batch norm stands.</summary>
    public NormPlace NormPlace
    {
        get;
        init =>
            field = Enum.IsDefined(value)
                ? value
                : throw new GhnException($"NormPlace = {value} is impossible: use AfterSum or OnEveryEdge.");
    }
}
