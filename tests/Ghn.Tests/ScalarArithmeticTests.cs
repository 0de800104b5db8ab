using System.Text.RegularExpressions;

namespace Ghn.Tests;

/// <summary>
/// Tensors and plain numbers meet in <see cref="SafeArithmetic"/> alone. TorchSharp 0.107 makes a temporary
/// <c>Scalar</c> elsewhere, and a garbage collection during the native call frees it.
/// </summary>
/// <remarks>
/// As far as text shows it: which names take or make a <c>Scalar</c> was read off TorchSharp's own code. Of the operators
/// only those right behind a call are found (methods of tensors begin with a small letter, those of .NET do not):
/// <c>a + b</c> is not.
/// </remarks>
public sealed partial class ScalarArithmeticTests
{
    /// <summary>Looked at: every argument is a tensor, or a number that the method keeps alive.</summary>
    private static readonly string[] s_lookedAt =
    [
        ".eq(batch.Labels)",
        ".mul_(tensor(scale, device: device))",
        ".mul_(OuterProduct(_rowInside, _columnInside, x.device))",
        ".mul_(OuterProduct(_rowCut, _columnCut, x.device).neg().Plus(1))",
        ".clamp(zero, one)",
        ".addcmul_(gradient, gradient, fresh)",
        ".addcdiv_(first, second.sqrt().Over(root).AddInPlace(Epsilon), step)",
        "full([x.shape[1], 1, 3, 3], ninth, dtype: x.dtype, device: x.device)",
    ];

    [Theory]
    [InlineData("Ghn")]
    [InlineData("Ghn.Experiments")]
    [InlineData("Ghn.Display")]
    public void No_number_reaches_a_tensor_unprotected(string project) =>
        Assert.Empty(
            LibrarySources
                .In(project)
                .Where(f => (project, f.Name) != ("Ghn", "SafeArithmetic.cs"))
                .Where(f => f.Text.Contains("TorchSharp", StringComparison.Ordinal)) // elsewhere are no tensors
                .SelectMany(f => Unprotected(f.Text).Select(use => $"{f.Name}: {use}"))
        );

    [Theory]
    [InlineData("x.narrow(0, 1, 1).add_(GateBias);", ".add_(GateBias)")]
    [InlineData("x.square().mean();", ".square()")]
    [InlineData("x.pow(2);", ".pow(2)")]
    [InlineData("x.sub(y.abs());", ".sub(y.abs())")]
    [InlineData("x = x.clamp(0, 1);", ".clamp(0, 1)")]
    [InlineData("var x = arange(3, device: d);", "arange(3, device: d)")]
    [InlineData("var x = torch.full([2], 1, device: d);", "torch.full([2], 1, device: d)")]
    [InlineData("x = tensor(f(1), [2]) * Math.Sqrt(2);", "tensor(…) * Math.Sqrt(2);")]
    [InlineData("x = y.sum() / 2;", "sum(…) / 2;")]
    [InlineData("x = y.abs()\n    + z;", "abs(…) + z;")]
    [InlineData("x = rand(2) - z;", "rand(…) - z;")]
    [InlineData("x = rand(2) * -1;", "rand(…) * -1;")]
    public void The_rule_finds_a_use(string text, string found) => Assert.Equal([found], Unprotected(text));

    [Theory]
    [InlineData("x = y.Plus(z).Times(2).Over(Math.Sqrt(3)); // y.square()")]
    [InlineData("x = y.sum() / z * rand(3);")] // tensors
    [InlineData("n = x.numel() - x.sum().item<long>() - sizeof(float) * 2;")] // numbers
    [InlineData("list.Add(3); x = full_size(3); x = y.subtracted(3);")] // other names
    [InlineData("if (a) -b; F.relu(x) => 1;")]
    public void The_rule_allows_the_rest(string text) => Assert.Empty(Unprotected(text));

    [Fact]
    public void What_was_looked_at_is_still_there()
    {
        var text = string.Concat(LibrarySources.In("Ghn").Select(f => f.Text));
        Assert.All(s_lookedAt, call => Assert.Contains(call, text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Unprotected(string text)
    {
        foreach (var call in LibrarySources.Calls(text, NameWithScalar()).Where(c => !s_lookedAt.Contains(c)))
            yield return call;
        text = LibrarySources.WithoutComments(text);
        foreach (Match call in CallOfTensor().Matches(text))
            if (
                OperatorWithScalar().Match(text, LibrarySources.End(text, call.Index + call.Length)) is
                { Success: true } use
            )
                yield return $"{call.Groups[2].Value}(…) {Space().Replace(use.Value.Trim(), " ")}";
    }

    /// <summary>Methods of a tensor or of torch that take a number.</summary>
    [GeneratedRegex(
        @"\.(add|sub|subtract|mul|multiply|div|divide|true_divide|floor_divide|fmod|remainder|pow|square|clamp|clip"
            + @"|clamp_min|clamp_max|eq|ne|lt|le|gt|ge|fill|index_fill|index_add|masked_fill|index_put|addcmul|addcdiv|xlogy"
            + @"|new_full|celu|elu|leaky_relu|hardtanh|threshold|softplus|hardshrink|softshrink)_?\("
            + @"|(?<![\w.])(torch\.)?(arange|full|full_like|searchsorted|square|pow|clamp)\("
    )]
    private static partial Regex NameWithScalar();

    /// <summary>But for those whose value is a number.</summary>
    [GeneratedRegex(
        @"\b(?!(if|for|foreach|while|switch|using|lock|catch|return|when|is|not|and|or|in|await|nameof|sizeof|typeof|default"
            + @"|numel|dim|size|stride|element_size)\()([a-z][a-z_0-9]*)\("
    )]
    private static partial Regex CallOfTensor();

    [GeneratedRegex(@"\G\s*([+-](?![+\-=>])|[*/]\s*(-?\d|Math|\((float|double|int|long)\)))[^\n]*")]
    private static partial Regex OperatorWithScalar();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
