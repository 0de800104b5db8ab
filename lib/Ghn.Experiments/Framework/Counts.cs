using System.Reflection;

namespace Ghn.Experiments.Framework;

/// <summary>Checks the whole numbers of an experiment's options where the experiment is made.</summary>
internal static class Counts
{
    /// <summary>Throws <see cref="GhnException"/> naming an int of these options, or of options in them, that is too small.</summary>
    public static T Checked<T>(T options)
        where T : class
    {
        foreach (var property in options.GetType().GetProperties())
            if (property.GetValue(options) is int count)
                Require.AtLeast(property.GetCustomAttribute<AtLeastAttribute>()?.Least ?? 1, count, property.Name);
            else if (property.PropertyType.Assembly == typeof(Counts).Assembly && !property.PropertyType.IsEnum)
                if (property.GetValue(options) is { } inner)
                    Checked(inner);
        return options;
    }
}

/// <summary>The least value of an option, where that is not 1.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtLeastAttribute(int least) : Attribute
{
    public int Least => least;
}
