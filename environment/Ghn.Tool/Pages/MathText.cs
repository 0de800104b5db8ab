using System.Net;

namespace Ghn.Tool.Pages;

// TeX formulas as readable text: Greek letters and operators as characters, sub- and superscripts set as such,
// fractions with a slash. No typesetter is loaded; what is not known stays as it was written.
internal static class MathText
{
    private static readonly Dictionary<string, string> Symbols = (
        "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ lambda λ mu μ nu ν xi ξ pi π rho ρ "
        + "sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Pi Π Sigma Σ Phi Φ Psi Ψ "
        + "Omega Ω cdot · times × leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ sim ∼ in ∈ notin ∉ subset ⊂ cup ∪ cap ∩ "
        + "sum ∑ prod ∏ int ∫ partial ∂ nabla ∇ infty ∞ to → rightarrow → leftarrow ← mapsto ↦ odot ⊙ otimes ⊗ oplus ⊕ "
        + "ldots … dots … cdots ⋯ pm ± mid | vert | Vert ‖ forall ∀ exists ∃ propto ∝ ell ℓ top ⊤ star ⋆ ast ∗ circ ∘ "
        + "langle ⟨ rangle ⟩ lVert ‖ rVert ‖ mathbbR ℝ mathbbE 𝔼 mathbbN ℕ mathbbZ ℤ"
    )
        .Split(' ')
        .Chunk(2)
        .ToDictionary(pair => pair[0], pair => pair[1]);

    public static string ToHtml(string tex)
    {
        var text = WebUtility.HtmlEncode(tex.Trim());
        text = Regex.Replace(text, @"\\mathbb\{([A-Z])\}", @"\mathbb$1");
        for (var before = ""; before != text; )
        {
            before = text; // innermost braces first
            text = Regex.Replace(
                text,
                @"\\(?:mathrm|text|operatorname|mathtt|textrm)\{([^{}]*)\}",
                "<span class=\"upright\">$1</span>"
            );
            text = Regex.Replace(text, @"_(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{\\<&]))", "<sub>$1$2</sub>");
            text = Regex.Replace(text, @"\^(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{\\<&]))", "<sup>$1$2</sup>");
            text = Regex.Replace(
                text,
                @"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}",
                m => $"{Part(m.Groups[1])}/{Part(m.Groups[2])}"
            );
            text = Regex.Replace(text, @"\\(?:mathbf|mathcal|boldsymbol|bm|hat|tilde|bar|vec)\{([^{}]*)\}", "$1");
        }
        const string spacing = @"\\(?:left|right|big|Big|bigl|bigr|quad|qquad|displaystyle)(?![A-Za-z])|\\[,;:! ]";
        return Regex.Replace(
            Regex.Replace(text, spacing, " "),
            @"\\([A-Za-z]+)",
            m => Symbols.GetValueOrDefault(m.Groups[1].Value, m.Groups[1].Value)
        );
    }

    private static string Part(Group part) =>
        part.Value.Contains(' ', StringComparison.Ordinal) ? $"({part.Value})" : part.Value;
}
