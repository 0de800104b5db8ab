using System.Text.RegularExpressions;

namespace Ghn.Tests;

/// <summary>
/// TorchSharp 0.107 does not keep tensors and modules alive during native calls: a garbage collection frees what nothing
/// refers to any more, and torch reads freed memory. A dispose scope refers to the tensors that are made in it; parameters
/// of a module belong to no scope, and live as long as the module.
/// </summary>
public sealed partial class LifetimeTests
{
    private const string OpensScope = "NewDisposeScope()";

    [Fact]
    public void Tests_that_use_a_tensor_without_a_name_open_a_scope() =>
        Assert.Empty(Others().SelectMany(f => WithoutScope(f.Text).Select(test => $"{f.Name}: {test}")));

    [Fact]
    public void A_module_is_disposed_at_the_end_of_a_test_and_not_before() =>
        Assert.Empty(Others().SelectMany(f => Unkept(f.Text).Select(use => $"{f.Name}: {use}")));

    [Theory]
    [InlineData("x.abs().max()", true)]
    [InlineData("x[0].sum()", true)]
    [InlineData("(a - b).item<float>()", true)]
    [InlineData("x.cpu().bytes", true)]
    [InlineData("using var layer = nn.Conv2d(3, 4, 5)", true)]
    [InlineData("using var scope = NewDisposeScope(); x.abs().max()", false)]
    [InlineData("using var y = x.abs(); y.Max(); list.ToArray().Length", false)]
    public void The_rule_finds_a_test_without_a_scope(string body, bool found)
    {
        var text =
            $"    [Fact]\n    public void A_test()\n    {{\n        {body};\n    }}\n\n    private int Other() => F(x).item();\n";
        Assert.Equal(found ? ["A_test"] : [], WithoutScope(text));
    }

    [Theory]
    [InlineData("var relu = nn.ReLU();", "var relu = nn.ReLU()")]
    [InlineData("y = nn.Conv2d(f(3), 4).forward(x);", "nn.Conv2d(f(3), 4).forward")]
    [InlineData("y = new MessagePassing(options).forward(batch);", "new MessagePassing(options).forward")]
    [InlineData("var h = new GraphHyperNetwork(options);", "var h = new GraphHyperNetwork(options)")]
    public void The_rule_finds_a_module_that_may_be_freed_too_soon(string text, string found) =>
        Assert.Equal([found], Unkept(text));

    [Theory]
    [InlineData("using var relu = nn.ReLU(); y = nn.functional.relu(x);")]
    [InlineData("using var both = nn.Sequential(nn.Linear(2, 3), nn.ReLU());")]
    [InlineData("return new MessagePassing(options);")]
    [InlineData("var module = new MessagePassing(options); Fill(module); return module;")]
    public void The_rule_allows_a_module_that_is_kept(string text) => Assert.Empty(Unkept(text));

    private static IEnumerable<(string Name, string Text)> Others() =>
        LibrarySources.Tests().Where(f => f.Name != $"{nameof(LifetimeTests)}.cs");

    private static IEnumerable<string> WithoutScope(string text) =>
        Member()
            .Split(LibrarySources.WithoutComments(text))
            .Where(m => WithoutName().IsMatch(m) && !m.Contains(OpensScope, StringComparison.Ordinal))
            .Select(m => Test().Match(m))
            .Where(test => test.Success)
            .Select(test => test.Groups[1].Value);

    private static IEnumerable<string> Unkept(string text)
    {
        text = LibrarySources.WithoutComments(text);
        foreach (Match made in Module().Matches(text))
        {
            var end = LibrarySources.End(text, made.Index + made.Length);
            if (UseOfModule().Match(text, end) is { Success: true } use)
                yield return text[made.Index..end] + use.Value;
            else if (
                Variable().Match(text[..made.Index]) is { Success: true } variable
                && !text[end..].Contains($"return {variable.Groups[1].Value};", StringComparison.Ordinal)
            )
                yield return variable.Value + text[made.Index..end];
        }
    }

    /// <summary>Between the members of a class, as the formatter indents them.</summary>
    [GeneratedRegex(@"\n\n(?= {4}\S)")]
    private static partial Regex Member();

    [GeneratedRegex(@"\[(?:Fact|Theory)\][^;{]*? public [^;{]*?(\w+)\(")]
    private static partial Regex Test();

    /// <summary>
    /// Something of the value of a call, an index or a bracket: names in TorchSharp begin with a small letter. Or a module,
    /// which makes such tensors while it is made.
    /// </summary>
    [GeneratedRegex(@"[)\]!]\s*\.[a-z]\w*|\bnn\.[A-Z]")]
    private static partial Regex WithoutName();

    [GeneratedRegex(
        @"(nn\.[A-Z]\w*|new (MessagePassing|GraphHyperNetwork|OperatorHypernetwork|SmashHypernetwork|OneShotWeights))\("
    )]
    private static partial Regex Module();

    [GeneratedRegex(@"\G\s*\.\w+")]
    private static partial Regex UseOfModule();

    [GeneratedRegex(@"(?<!using |using \()var (\w+) = $")]
    private static partial Regex Variable();
}
