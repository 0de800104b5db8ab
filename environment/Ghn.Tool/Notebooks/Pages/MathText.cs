using System.Net;
using System.Text.RegularExpressions;

namespace Ghn.Tool.Notebooks.Pages;

/// <summary>
/// TeX formulas as readable text: Greek letters and operators as characters, sub- and superscripts set as such,
/// fractions with a slash. No typesetter is loaded; what is not known stays as it was written.
/// </summary>
internal static partial class MathText
{
    private static readonly Dictionary<string, string> Symbols = (
        "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ lambda λ mu μ nu ν xi ξ pi π rho ρ "
        + "sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Pi Π Sigma Σ Phi Φ Psi Ψ "
        + "Omega Ω cdot · times × leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ sim ∼ in ∈ notin ∉ subset ⊂ cup ∪ cap ∩ "
        + "sum ∑ prod ∏ int ∫ partial ∂ nabla ∇ infty ∞ to → rightarrow → leftarrow ← mapsto ↦ odot ⊙ otimes ⊗ oplus ⊕ "
        + "ldots … dots … cdots ⋯ pm ± mid | vert | Vert ‖ forall ∀ exists ∃ propto ∝ ell ℓ top ⊤ star ⋆ ast ∗ circ ∘ "
        + "langle ⟨ rangle ⟩ lVert ‖ rVert ‖"
    )
        .Split(' ')
        .Chunk(2)
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private static readonly Dictionary<char, string> DoubleStruck = new()
    {
        ['R'] = "ℝ",
        ['E'] = "𝔼",
        ['N'] = "ℕ",
        ['Z'] = "ℤ",
    };

    public static string ToHtml(string tex)
    {
        var text = WebUtility.HtmlEncode(tex.Trim());
        text = DoubleStruckLetter().Replace(text, m => DoubleStruck.GetValueOrDefault(m.Groups[1].Value[0], m.Value));
        for (var before = ""; before != text; )
        {
            before = text; // innermost braces first
            text = Upright().Replace(text, "<span class=\"upright\">$1</span>");
            text = Script().Replace(text, m => m.Groups[1].Value == "_" ? Sub(m) : Super(m));
            text = Fraction().Replace(text, m => $"{Part(m.Groups[1].Value)}/{Part(m.Groups[2].Value)}");
            text = Plain().Replace(text, "$1");
        }
        text = Spacing().Replace(text, " ");
        return Command().Replace(text, m => Symbols.GetValueOrDefault(m.Groups[1].Value, m.Groups[1].Value));
    }

    private static string Sub(Match match) => $"<sub>{match.Groups[2].Value}{match.Groups[3].Value}</sub>";

    private static string Super(Match match) => $"<sup>{match.Groups[2].Value}{match.Groups[3].Value}</sup>";

    private static string Part(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"({text})" : text;

    [GeneratedRegex(@"\\mathbb\{?([A-Z])\}?")]
    private static partial Regex DoubleStruckLetter();

    [GeneratedRegex(@"\\(?:mathrm|text|operatorname|mathtt|textrm)\{([^{}]*)\}")]
    private static partial Regex Upright();

    [GeneratedRegex(@"([_^])(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{\\<&]))")]
    private static partial Regex Script();

    [GeneratedRegex(@"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\\(?:mathbf|mathcal|boldsymbol|bm|hat|tilde|bar|vec)\{([^{}]*)\}")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\\(?:left|right|big|Big|bigl|bigr|quad|qquad|displaystyle)(?![A-Za-z])|\\[,;:! ]")]
    private static partial Regex Spacing();

    [GeneratedRegex(@"\\([A-Za-z]+)")]
    private static partial Regex Command();
}
