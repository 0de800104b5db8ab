using System.Reflection;
using System.Reflection.Emit;

namespace Ghn.Tests;

/// <summary>What methods call, read off their compiled code: for rules that the compiler does not know.</summary>
internal static class CompiledCode
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(c => c.Value);

    /// <summary>All methods of an assembly that have code, those of lambdas and local functions too.</summary>
    public static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        assembly
            .GetTypes()
            .SelectMany(t =>
                t.GetMembers(
                    BindingFlags.Public
                        | BindingFlags.NonPublic
                        | BindingFlags.Instance
                        | BindingFlags.Static
                        | BindingFlags.DeclaredOnly
                )
            )
            .OfType<MethodBase>()
            .Where(m => m.GetMethodBody() is not null);

    /// <summary>The same for a generic method and for what is made of it.</summary>
    public static (Module, int) Identity(MethodBase method) => (method.Module, method.MetadataToken);

    /// <summary>The instructions of a method in their order, with the method that each calls.</summary>
    public static IEnumerable<(OpCode Code, MethodBase? Called)> Instructions(MethodBase method)
    {
        var il = method.GetMethodBody()!.GetILAsByteArray()!;
        for (var at = 0; at < il.Length; )
        {
            var code = s_codes[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            yield return (code, code.OperandType == OperandType.InlineMethod ? Resolve(method, il, at) : null);
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase method, byte[] il, int at) =>
        method.Module.ResolveMethod(
            BitConverter.ToInt32(il, at),
            method.DeclaringType?.GetGenericArguments(),
            method.IsGenericMethod ? method.GetGenericArguments() : null
        );
}
