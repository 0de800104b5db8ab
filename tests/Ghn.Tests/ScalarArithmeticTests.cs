using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;
using static TorchSharp.torch;

namespace Ghn.Tests;

/// <summary>
/// Tensors and plain numbers meet in <see cref="SafeArithmetic"/> alone, in the library and in its tests. TorchSharp 0.107
/// makes a temporary <see cref="Scalar"/> elsewhere, and a garbage collection during the native call frees it.
/// </summary>
/// <remarks>
/// Read off the compiled code, TorchSharp's too. A method that is called by way of its base class is not seen: the steps
/// of TorchSharp's optimizers and its batch norm that counts batches make such numbers too.
/// </remarks>
public sealed class ScalarArithmeticTests
{
    private static readonly HashSet<(Module, int)> s_makers = Makers();

    [Theory]
    [InlineData("Ghn")]
    [InlineData("Ghn.Experiments")]
    [InlineData("Ghn.Display")]
    [InlineData("Ghn.Tests")]
    public void No_number_reaches_a_tensor_unprotected(string assembly) =>
        Assert.Empty(
            CompiledCode
                .Methods(Assembly.Load(assembly))
                .Where(m => m.DeclaringType != typeof(SafeArithmetic) && m.DeclaringType != typeof(Uses))
                .SelectMany(m => Unprotected(m).Select(use => $"{m.DeclaringType}.{m.Name}: {use}"))
        );

    [Theory]
    [InlineData(nameof(Uses.Sum), "op_Addition")]
    [InlineData(nameof(Uses.Product), "op_Multiply")]
    [InlineData(nameof(Uses.Square), "square")]
    [InlineData(nameof(Uses.Equal), "eq")]
    [InlineData(nameof(Uses.Count), "arange")]
    public void The_rule_finds_a_use(string name, string found) =>
        Assert.Contains(found, Unprotected(typeof(Uses).GetMethod(name)!));

    [Theory]
    [InlineData(nameof(Uses.Protected))]
    [InlineData(nameof(Uses.Kept))]
    public void The_rule_allows_the_rest(string name) => Assert.Empty(Unprotected(typeof(Uses).GetMethod(name)!));

    /// <summary>What is called with a number, or makes one: unless the number is kept in a variable, by using.</summary>
    private static IEnumerable<string> Unprotected(MethodBase method)
    {
        var code = CompiledCode.Instructions(method).ToArray();
        for (var i = 0; i < code.Length; i++)
            if (code[i].Called is { } called && s_makers.Contains(CompiledCode.Identity(called)))
                yield return called.Name;
            else if (code[i].Called is { } made && MakesScalar(made) && !IsKept(code[i + 1]))
                yield return code.Skip(i + 1)
                    .First(c => c.Called?.DeclaringType?.Assembly == typeof(torch).Assembly)
                    .Called!.Name;
    }

    private static bool IsKept((OpCode Code, MethodBase? Called) next) =>
        next.Called?.DeclaringType == typeof(SafeArithmetic)
        || next.Code.Name!.StartsWith("stloc", StringComparison.Ordinal);

    private static bool MakesScalar(MethodBase method) =>
        method.DeclaringType == typeof(Scalar) && method.Name == "op_Implicit"
        || method.DeclaringType == typeof(ScalarExtensionMethods);

    /// <summary>TorchSharp's methods that make a number themselves, or call one that does.</summary>
    private static HashSet<(Module, int)> Makers()
    {
        var calls = CompiledCode
            .Methods(typeof(torch).Assembly)
            .Where(m => m.DeclaringType != typeof(Scalar) && m.DeclaringType != typeof(ScalarExtensionMethods))
            .Select(m =>
                (
                    Id: CompiledCode.Identity(m),
                    Called: CompiledCode.Instructions(m).Select(i => i.Called).OfType<MethodBase>().ToArray()
                )
            )
            .ToArray();
        var makers = calls.Where(c => c.Called.Any(MakesScalar)).Select(c => c.Id).ToHashSet();
        int before;
        do
        {
            before = makers.Count;
            makers.UnionWith(
                calls.Where(c => c.Called.Any(m => makers.Contains(CompiledCode.Identity(m)))).Select(c => c.Id)
            );
        } while (makers.Count > before);
        return makers;
    }

    /// <summary>Never called.</summary>
    private static class Uses
    {
        public static Tensor Sum(Tensor a, Tensor b) => a + b;

        public static Tensor Product(Tensor a) => 2 * a;

        public static Tensor Square(Tensor a) => a.square();

        public static Tensor Equal(Tensor a) => a.eq(0);

        public static Tensor Count(Device device) => arange(3, device: device);

        public static Tensor Protected(Tensor a, Tensor b) => (a * b).Plus(1).Minus(a.Plus(b)).Over(2);

        public static Tensor Kept(Tensor a)
        {
            using Scalar zero = 0;
            return a.eq(zero);
        }
    }
}
