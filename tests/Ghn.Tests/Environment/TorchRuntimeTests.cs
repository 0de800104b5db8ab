namespace Ghn.Tests.EnvironmentTests;

public sealed class TorchRuntimeTests
{
    private static readonly string[] s_libraries = ["libc10.so", "libtorch.so", "libtorch_cpu.so"];

    [Fact]
    public void Exactly_one_libtorch_is_loaded_and_it_is_ours()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/self/maps is there on Linux only.");
        TorchRuntime.EnsureLoaded();

        var loaded = File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .Where(path => s_libraries.Contains(Path.GetFileName(path)))
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(s_libraries.Select(f => Path.Combine(AppContext.BaseDirectory, f)), loaded);
    }

    [Fact]
    public void Another_libtorch_on_the_library_path_is_not_taken()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "LD_LIBRARY_PATH is for Linux.");
        using var other = new TemporaryFolder();
        foreach (var name in s_libraries) // loads, but holds no symbol of torch
            File.Copy(Path.Combine(AppContext.BaseDirectory, "libtorch_global_deps.so"), other[name]);

        var test = $"{typeof(TorchRuntimeTests).FullName}.{nameof(Exactly_one_libtorch_is_loaded_and_it_is_ours)}";
        var (exitCode, output) = Repository.Run(
            System.Environment.ProcessPath!,
            ["-method", test],
            ("LD_LIBRARY_PATH", other.Path)
        );

        Assert.True(exitCode == 0 && output.Contains("Total: 1", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Torch_computes_after_loading()
    {
        using var x = TorchSharp.torch.ones(2, 3);
        using var sum = x.sum();

        Assert.Equal(6, sum.item<float>());
    }
}
