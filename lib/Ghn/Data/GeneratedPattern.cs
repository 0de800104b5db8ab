namespace Ghn.Data;

/// <summary>
/// The ten classes of the generated set as coverage, 0 … 1, of each pixel, for n images at once. It uses only
/// operations with a result fixed by IEEE 754 (no sine, no exponential), so that the bytes are the same on every
/// machine.
/// </summary>
internal sealed class GeneratedPattern : IDisposable
{
    public static IReadOnlyList<string> ClassNames { get; } =
    [
        "disc",
        "ring",
        "square",
        "triangle",
        "cross",
        "horizontal stripes",
        "vertical stripes",
        "diagonal stripes",
        "checkerboard",
        "dots",
    ];

    private readonly Tensor _u; // [n, H, W]: pixels to the right of the centre, in the pattern's turned frame
    private readonly Tensor _v; // [n, H, W]: pixels below it
    private readonly Tensor _distance; // [n, H, W]: pixels from the centre
    private readonly Tensor _radius; // [n, 1, 1]: pixels
    private readonly Tensor _period; // [n, 1, 1]: pixels
    private readonly Tensor _window; // [n, 1, 1]: radius in pixels of what is seen of a texture
    private readonly Tensor _sign; // [n, 1, 1]: −1 or 1, turns triangles over and picks the diagonal
    private readonly Tensor _phaseU; // [n, 1, 1]: fraction of a period
    private readonly Tensor _phaseV;

    public GeneratedPattern(int n, int side, RandomStream stream)
    {
        using var scope = NewDisposeScope();
        var grid = Pixels(side);
        var x = grid.view(1, 1, side).Minus(GeneratedImages.Draw(stream, n, -5, 5)); // [n, 1, W]
        var y = grid.view(1, side, 1).Minus(GeneratedImages.Draw(stream, n, -5, 5)); // [n, H, 1]
        var slope = GeneratedImages.Draw(stream, n, -0.2, 0.2); // tangent of the angle: about ±11°
        var length = Root((slope * slope).Plus(1));
        (_u, _v) = (x.Plus(slope * y) / length, y.Minus(slope * x) / length);
        _distance = Root((x * x).Plus(y * y));
        _radius = GeneratedImages.Draw(stream, n, 6, 11);
        _period = GeneratedImages.Draw(stream, n, 4.5, 9);
        _window = GeneratedImages.Draw(stream, n, 9, 18);
        _sign = GeneratedImages.Draw(stream, n, -1, 1).sign();
        _phaseU = GeneratedImages.Draw(stream, n, 0, 1);
        _phaseV = GeneratedImages.Draw(stream, n, 0, 1);
        foreach (var kept in Tensors)
            kept.MoveToOuterDisposeScope();
    }

    private Tensor[] Tensors => [_u, _v, _distance, _radius, _period, _window, _sign, _phaseU, _phaseV];

    /// <summary>Coverage [n, H, W] of the class.</summary>
    public Tensor Coverage(int label)
    {
        using var scope = NewDisposeScope();
        var coverage = label switch
        {
            0 => Inside(_distance.Minus(_radius)),
            1 => Inside(_distance.Minus(_radius.Times(0.8)).abs().Minus(_radius.Times(0.2))),
            2 => Inside(maximum(_u.abs(), _v.abs()).Minus(_radius.Times(0.85))),
            3 => Inside(
                maximum(_v * _sign, _u.abs().Times(0.875).Minus((_v * _sign).Times(0.5))).Minus(_radius.Times(0.6))
            ),
            4 => Inside(minimum(Bar(_u, _v), Bar(_v, _u))),
            5 => Seen(Stripes(_v, _period, _phaseV)),
            6 => Seen(Stripes(_u, _period, _phaseU)),
            7 => Seen(Stripes(_u.Plus(_v * _sign).Times(0.70710678), _period, _phaseU)),
            8 => Seen(Either(Stripes(_u, _period.Times(1.5), _phaseU), Stripes(_v, _period.Times(1.5), _phaseV))),
            _ => Seen(Dots()),
        };
        return coverage.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Dispose();
    }

    /// <summary>From a signed distance to the edge in pixels, negative inside, to coverage: one pixel of soft edge.</summary>
    private static Tensor Inside(Tensor distance) => Between01((-distance).Plus(0.5));

    /// <summary>Places of a side's pixels, from its middle: float32 [side].</summary>
    internal static Tensor Pixels(int side) =>
        tensor(Enumerable.Range(0, side).Select(i => i - (side - 1) / 2f).ToArray());

    internal static Tensor Between01(Tensor x)
    {
        using Scalar zero = 0, // kept alive to the end of the method: see SafeArithmetic
            one = 1;
        return x.clamp(zero, one);
    }

    // Of float32 a vendor's library rounds the root by processor; of float64, rounded afterwards, it is the same everywhere.
    private static Tensor Root(Tensor x) => x.to(ScalarType.Float64).sqrt().to(ScalarType.Float32);

    private Tensor Bar(Tensor along, Tensor across) =>
        maximum(along.abs().Minus(_radius), across.abs().Minus(_radius.Times(0.3)));

    private Tensor Seen(Tensor texture) => texture * Inside(_distance.Minus(_window));

    private static Tensor Stripes(Tensor position, Tensor period, Tensor phase)
    {
        var turns = (position / period).Plus(phase);
        var wave = turns.Minus(turns.floor()).Plus(-0.5).abs(); // 0 … 0.5, a triangle wave
        return Inside((-wave).Plus(0.25) * period);
    }

    private static Tensor Either(Tensor a, Tensor b) => a.Plus(b).Minus((a * b).Times(2)); // one of the two, not both

    private Tensor Dots()
    {
        var (u, v) = (FromCentre(_u, _phaseU), FromCentre(_v, _phaseV));
        return Inside(Root((u * u).Plus(v * v)).Minus(_period.Times(0.33)));
    }

    private Tensor FromCentre(Tensor position, Tensor phase)
    {
        var period = _period.Times(1.1);
        var turns = (position / period).Plus(phase);
        return turns.Minus(turns.floor()).Plus(-0.5) * period;
    }
}
