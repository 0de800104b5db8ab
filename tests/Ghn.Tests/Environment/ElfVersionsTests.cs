using System.Reflection;
using Ghn.Native;

namespace Ghn.Tests.EnvironmentTests;

public sealed class ElfVersionsTests : IDisposable
{
    private const string NewVersion = "GLIBCXX_3.4.32";

    /// <summary>The library as the package brings it, in the package cache: never written to.</summary>
    private static readonly string s_original = Path.Combine(
        PackageRoot(),
        "torchsharp",
        typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3),
        "runtimes/linux-x64/native/libLibTorchSharp.so"
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_what_the_library_needs()
    {
        var needs = ElfVersions.Read(s_original).Needs;

        Assert.Contains(needs, n => (n.Library, n.Version, n.IsWeak) == ("libstdc++.so.6", NewVersion, false));
        Assert.Contains(needs, n => (n.Library, n.Version) == ("libc.so.6", "GLIBC_2.34"));
        Assert.All(needs, n => Assert.Matches("^[A-Z]+_[0-9.]+$", n.Version));
    }

    [Fact]
    public void Only_the_empty_hook_is_bound_to_the_new_version()
    {
        var elf = ElfVersions.Read(s_original);

        Assert.Equal(["_ZSt21ios_base_library_initv"], elf.Needs.Single(n => n.Version == NewVersion).Symbols);
    }

    [Fact]
    public void Reads_what_the_system_defines()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is a libstdc++ on Linux only.");

        var defined = ElfVersions.Read(ElfVersions.FindSystemLibrary()).Defined;

        Assert.Contains("GLIBCXX_3.4", defined);
        Assert.Contains("GLIBCXX_3.4.21", defined);
        Assert.Contains("CXXABI_1.3", defined);
    }

    [Fact]
    public void Weakens_one_need_once_and_keeps_size_and_time()
    {
        var copy = Copy();
        var (size, written) = (new FileInfo(copy).Length, File.GetLastWriteTimeUtc(copy));
        var system = AllNeeded().Except([NewVersion]).ToHashSet();

        Assert.Equal([NewVersion], ElfVersions.WeakenMissing(copy, system));
        var once = File.ReadAllBytes(copy);
        Assert.Empty(ElfVersions.WeakenMissing(copy, system));

        Assert.Equal(once, File.ReadAllBytes(copy));
        Assert.Equal(NewVersion, Assert.Single(ElfVersions.Read(copy).Needs, n => n.IsWeak).Version);
        Assert.Equal(1, File.ReadAllBytes(s_original).Zip(once).Count(pair => pair.First != pair.Second));
        Assert.Equal((size, written), (new FileInfo(copy).Length, File.GetLastWriteTimeUtc(copy)));
        Assert.Equal([copy], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Leaves_the_file_alone_where_nothing_is_missing()
    {
        var copy = Copy();

        Assert.Empty(ElfVersions.WeakenMissing(copy, AllNeeded().ToHashSet()));
        Assert.Equal(File.ReadAllBytes(s_original), File.ReadAllBytes(copy));
    }

    [Fact]
    public void The_original_behind_a_hard_link_stays_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The build does this on Linux only.");
        var original = Copy();
        var link = _folder["link.so"];
        Assert.Equal(0, Repository.Run("ln", [original, link]).ExitCode);

        Assert.NotEmpty(ElfVersions.WeakenMissing(link, AllNeeded().Except([NewVersion]).ToHashSet()));

        Assert.Equal(File.ReadAllBytes(s_original), File.ReadAllBytes(original));
    }

    [Fact]
    public void Refuses_when_a_real_symbol_needs_the_missing_version()
    {
        var copy = Copy();
        var old = AllNeeded().Except([NewVersion, "GLIBCXX_3.4.21"]).ToHashSet();

        var e = Assert.Throws<InvalidDataException>(() => ElfVersions.WeakenMissing(copy, old));

        Assert.Contains($"{copy} needs GLIBCXX_3.4.21 for _Z", e.Message, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(s_original), File.ReadAllBytes(copy));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\necho not a library\n")]
    [InlineData("\u007fELF")]
    public void Refuses_what_is_no_library(string text)
    {
        var file = _folder["garbage.so"];
        File.WriteAllText(file, text);

        var e = Assert.Throws<InvalidDataException>(() => ElfVersions.Read(file));

        Assert.Equal($"{file} is not a 64-bit little-endian ELF library.", e.Message);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(500_000)]
    [InlineData(-1)]
    public void Refuses_a_truncated_library(int length)
    {
        var file = _folder["truncated.so"];
        var bytes = File.ReadAllBytes(s_original);
        File.WriteAllBytes(file, length < 0 ? bytes[..^-length] : bytes[..length]);

        var e = Assert.Throws<InvalidDataException>(() => ElfVersions.WeakenMissing(file, new HashSet<string>()));

        Assert.StartsWith($"{file} is a damaged ELF library", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_byte_is_never_worse_than_a_refusal()
    {
        var file = _folder["damaged.so"];
        var bytes = File.ReadAllBytes(s_original);
        var sections = (int)BitConverter.ToUInt64(bytes, 0x28);
        var random = new RandomStream(1, "damage");
        var refused = 0;
        for (var i = 0; i < 60; i++)
        {
            var at = sections + random.Next(bytes.Length - sections);
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= (byte)(1 + random.Next(255));
            File.WriteAllBytes(file, damaged);
            try
            {
                ElfVersions.WeakenMissing(file, AllNeeded().Except([NewVersion]).ToHashSet());
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1, 59);
    }

    private static IEnumerable<string> AllNeeded() => ElfVersions.Read(s_original).Needs.Select(n => n.Version);

    private string Copy()
    {
        var copy = _folder["libLibTorchSharp.so"];
        File.Copy(s_original, copy);
        return copy;
    }

    private static string PackageRoot() =>
        typeof(ElfVersionsTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "NuGetPackageRoot")
            .Value!;
}
