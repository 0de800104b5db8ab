using Ghn.Data;

namespace Ghn.Tests.Data;

/// <summary>Options are checked where they are made, and the message names the value and the range.</summary>
public class OptionsTests
{
    [Fact]
    public void Defaults_are_the_usual_ones() =>
        Assert.Equal((4, true, 0), (new Augmentation().PadCrop, new Augmentation().Flip, new Augmentation().Cutout));

    [Fact]
    public void Bad_values_are_named()
    {
        Fails(() => new Augmentation { PadCrop = -1 }, "PadCrop is -1", "0 to 16");
        Fails(() => new Augmentation { PadCrop = 17 }, "PadCrop is 17", "0 to 16");
        Fails(() => Augmentation.None with { Cutout = 33 }, "Cutout is 33", "0 to 32");
        Fails(() => new GeneratedOptions { Train = 9 }, "Train is 9", "10 to 100,000");
        Fails(() => new GeneratedOptions { Test = 100_001 }, "Test is 100001", "10 to 100,000");
        Fails(() => new DataOptions { Name = "cifar-11" }, "'cifar-11'", "generated, cifar10, fashion");
    }

    private static void Fails(Func<object> make, params string[] parts)
    {
        var error = Assert.Throws<GhnException>(make);
        foreach (var part in parts)
            Assert.Contains(part, error.Message);
    }
}
