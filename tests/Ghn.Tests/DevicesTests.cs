using TorchSharp;

namespace Ghn.Tests;

public sealed class DevicesTests
{
    [Theory]
    [InlineData("cpu", DeviceType.CPU)]
    [InlineData(" CPU:0", DeviceType.CPU)]
    public void Names_are_read(string name, DeviceType type)
    {
        var device = Devices.Parse(name);
        Assert.Equal(type, device.type);
    }

    [Fact]
    public void A_device_without_an_index_is_any_of_its_type()
    {
        torch.Device first = new(DeviceType.CUDA, 0),
            second = new(DeviceType.CUDA, 1),
            open = new(DeviceType.CUDA);
        Assert.True(Devices.Same(first, first) && Devices.Same(first, open) && Devices.Same(torch.CPU, torch.CPU));
        Assert.False(
            Devices.Same(first, second) || Devices.Same(open, torch.CPU) || Devices.Same(torch.META, torch.CPU)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cpu:1")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:1:2")]
    public void What_means_nothing_is_named(string name) =>
        Assert.Contains($"Device '{name}' is unknown", Assert.Throws<GhnException>(() => Devices.Parse(name)).Message);

    [Theory]
    [InlineData("cuda:99")]
    [InlineData("mps")]
    public void A_device_that_is_not_there_is_one_sentence_with_a_remedy(string name)
    {
        Assert.SkipWhen(name == "mps" && OperatingSystem.IsMacOS(), "This machine may have it.");
        var message = Assert.Throws<GhnException>(() => Devices.Parse(name)).Message;
        Assert.Contains($"Device '{name}' is not available", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Without_a_gpu_the_remedy_is_the_cpu_or_another_build()
    {
        Assert.SkipWhen(torch.cuda_is_available(), "This machine has one.");
        var message = Assert.Throws<GhnException>(() => Devices.Parse("cuda")).Message;
        Assert.Contains("use cpu, or build with -p:Torch=cuda", message);
    }
}
