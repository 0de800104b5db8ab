using Ghn.Kernel.Jupyter;
using Microsoft.CodeAnalysis.CSharp;

namespace Ghn.Kernel.Worker;

// Answers questions about code, in the words of the Jupyter protocol.
internal static class CodeQuestions
{
    public static JsonObject Answer(CellEngine engine, WorkerRequest question)
    {
        try
        {
            return question switch
            {
                CompleteCode complete => Complete(engine, complete),
                InspectCode inspect => Inspect(engine, inspect),
                JudgeCode judge => Judge(judge.Source),
                _ => throw new ArgumentException(question.ToString(), nameof(question)),
            };
        }
        catch (Exception e) // half-typed code may ask of the compiler whatever it likes; the next cell must still run
        {
            return KernelReplies.Failed(new CellError(e.GetType().Name, e.Message, null, []));
        }
    }

    private static JsonObject Complete(CellEngine engine, CompleteCode question)
    {
        var (start, names) = Completions.At(engine, question.Source, question.Position);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
            ["cursor_start"] = start,
            ["cursor_end"] = Math.Clamp(question.Position, 0, question.Source.Length),
            ["metadata"] = new JsonObject(),
        };
    }

    private static JsonObject Inspect(CellEngine engine, InspectCode question)
    {
        var text = Inspection.At(engine, question.Source, question.Position);
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text },
            ["metadata"] = new JsonObject(),
        };
    }

    private static JsonObject Judge(string source)
    {
        var (code, _) = UsingDeclarations.Replace(CellSteps.Blank(source));
        var tree = CSharpSyntaxTree.ParseText(code, ScriptLanguage.ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return new JsonObject { ["status"] = "incomplete", ["indent"] = "    " };
        var wrong = tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error);
        return new JsonObject { ["status"] = wrong ? "invalid" : "complete" };
    }
}
