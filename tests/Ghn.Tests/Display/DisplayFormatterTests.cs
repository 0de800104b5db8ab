using System.Collections;
using Ghn.Display;

namespace Ghn.Tests.Display;

public sealed class DisplayFormatterTests
{
    public static TheoryData<Type> Displayable() =>
        [.. typeof(IDisplayable).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IDisplayable)))];

    /// <summary>The steps that .NET Interactive takes: everything by name, nothing by type.</summary>
    [Theory]
    [MemberData(nameof(Displayable))]
    public void A_kernel_finds_formatters_by_name(Type type)
    {
        var attribute = type.GetCustomAttributes(inherit: false)
            .Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        object? Property(object from, string name) => from.GetType().GetProperty(name)!.GetValue(from);
        var source = Activator.CreateInstance((Type)Property(attribute, "FormatterSourceType")!)!;
        var formatters = (IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        var types = formatters.Cast<object>().Select(f => (string)Property(f, "MimeType")!);
        Assert.Equal(["text/html", "text/plain"], types);
        Assert.Equal(["text/html", "text/plain"], (string[])Property(attribute, "PreferredMimeTypes")!);
    }

    [Fact]
    public void Formatters_write_what_the_value_says_and_decline_others()
    {
        var table = Table.Of("a").Row(1);
        foreach (var formatter in new DisplayFormatterSource().CreateTypeFormatters().Cast<DisplayFormatter>())
        {
            var writer = new StringWriter();
            Assert.True(formatter.Format(table, writer));
            Assert.Equal(formatter.MimeType == "text/html" ? table.ToHtml() : table.ToText(), writer.ToString());
            Assert.False(formatter.Format("something else", writer));
        }
    }

    [Fact]
    public void The_library_does_not_depend_on_a_kernel() =>
        Assert.DoesNotContain(
            typeof(IDisplayable).Assembly.GetReferencedAssemblies(),
            a => a.Name!.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal)
        );
}
