#nullable disable
#pragma warning disable IDE0005, IDE0161 // the inline task has neither implicit usings nor the newest language version
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

// Shared by the build (as an inline MSBuild task), by `ghn check` and by the tests; so it stays within netstandard 2.0.
namespace Ghn.Native
{
    /// <summary>Reads and edits the symbol-version tables of a 64-bit little-endian ELF shared library.</summary>
    /// <remarks>
    /// TorchSharp's libLibTorchSharp.so requires GLIBCXX_3.4.32 (GCC 13). Debian 12 and Ubuntu 22.04 have only 3.4.30,
    /// so the dynamic loader rejects the library, although the only symbol of that version is an empty hook. Marking
    /// the requirement as weak lets the library load.
    /// </remarks>
    public sealed class ElfVersions
    {
        private const int WeakFlag = 2; // VER_FLG_WEAK
        private const uint DynamicSymbols = 11; // SHT_DYNSYM
        private const uint VersionDefinitions = 0x6ffffffd; // SHT_GNU_verdef
        private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
        private const uint SymbolVersions = 0x6fffffff; // SHT_GNU_versym
        private const string EmptyHook = "_ZSt21ios_base_library_initv";

        private readonly byte[] _bytes;
        private readonly List<(uint Type, int Offset, int Size, int Link, int Count)> _sections;

        private ElfVersions(byte[] bytes)
        {
            _bytes = bytes;
            int table = (int)BitConverter.ToUInt64(bytes, 0x28),
                entrySize = U16(0x3a),
                count = U16(0x3c);
            if (table + (long)count * entrySize > bytes.Length)
                throw new ArgumentException("The section table ends outside the file.");
            _sections = Enumerable
                .Range(0, count)
                .Select(i => table + i * entrySize)
                .Select(at => ((uint)U32(at + 4), U32(at + 24), U32(at + 32), U32(at + 40), U32(at + 44)))
                .ToList();
            Defined = new HashSet<string>(
                from s in _sections
                where s.Type == VersionDefinitions
                from at in Chain(s.Offset, s.Count, 16)
                select Text(s.Link, U32(at + U32(at + 12)))
            );
            Needs = (
                from s in _sections
                where s.Type == VersionNeeds
                from at in Chain(s.Offset, s.Count, 12)
                from entry in Chain(at + U32(at + 8), U16(at + 2), 12)
                select new Need
                {
                    Library = Text(s.Link, U32(at + 4)),
                    Version = Text(s.Link, U32(entry + 8)),
                    IsWeak = (U16(entry + 4) & WeakFlag) != 0,
                    Symbols = Symbols(U16(entry + 6)),
                    FlagsOffset = entry + 4,
                }
            ).ToList();
        }

        /// <summary>One version that the library needs from another one.</summary>
        public sealed class Need
        {
            /// <summary>The needed library, such as libstdc++.so.6.</summary>
            public string Library { get; internal set; }

            /// <summary>The version name, such as GLIBCXX_3.4.32.</summary>
            public string Version { get; internal set; }

            /// <summary>Whether the loader accepts a library without this version.</summary>
            public bool IsWeak { get; internal set; }

            /// <summary>Names of the symbols that are bound to it.</summary>
            public IReadOnlyList<string> Symbols { get; internal set; }

            internal int FlagsOffset { get; set; }
        }

        /// <summary>Versions that the library defines, such as GLIBCXX_3.4.30.</summary>
        public ISet<string> Defined { get; }

        /// <summary>Versions that the library needs from others.</summary>
        public IReadOnlyList<Need> Needs { get; }

        /// <summary>
        /// Reads a library. Throws <see cref="InvalidDataException"/>, which names the file, if it is not such an ELF
        /// file.
        /// </summary>
        public static ElfVersions Read(string path)
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length <= 64 || !bytes.Take(6).SequenceEqual(new byte[] { 0x7f, 0x45, 0x4c, 0x46, 2, 1 }))
                throw new InvalidDataException(path + " is not a 64-bit little-endian ELF library.");
            try
            {
                return new ElfVersions(bytes);
            }
            catch (Exception e) when (e is ArgumentException || e is InvalidOperationException) // offsets of the file itself
            {
                throw new InvalidDataException(path + " is a damaged ELF library: a table lies outside the file.");
            }
        }

        /// <summary>
        /// Marks as weak every version that <paramref name="path"/> needs from libstdc++ but the system's libstdc++
        /// does not define, if only the empty hook is bound to it. The file is replaced, never edited in place. It
        /// keeps its time stamp, so that incremental builds see an unchanged copy.
        /// </summary>
        /// <returns>The versions that were marked; empty if there was nothing to do.</returns>
        public static IReadOnlyList<string> WeakenMissing(string path, ISet<string> systemVersions)
        {
            var elf = Read(path);
            var missing = elf
                .Needs.Where(n => n.Library.StartsWith("libstdc++", StringComparison.Ordinal))
                .Where(n => !n.IsWeak && !systemVersions.Contains(n.Version))
                .ToList();
            foreach (var need in missing)
            {
                var real = need.Symbols.Where(s => s != EmptyHook).ToList();
                if (real.Count > 0)
                    throw new InvalidDataException(
                        $"{path} needs {need.Version} for {string.Join(", ", real.Take(3))}, which this system's libstdc++ "
                            + "does not have. Use a newer system (Debian 13, Ubuntu 24.04) or an older TorchSharp."
                    );
                elf._bytes[need.FlagsOffset] |= WeakFlag;
            }
            if (missing.Count > 0)
                Replace(path, elf._bytes);
            return missing.Select(n => n.Version).ToList();
        }

        /// <summary>The system's libstdc++.so.6, or null if it is not found; its versions are then unknown.</summary>
        public static string FindSystemLibrary()
        {
            var machine = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture;
            var triple = (machine.ToString() == "Arm64" ? "aarch64" : "x86_64") + "-linux-gnu";
            var folders = new[] { "/usr/lib/" + triple, "/lib/" + triple, "/usr/lib64", "/lib64", "/usr/lib", "/lib" };
            return folders.Select(f => f + "/libstdc++.so.6").FirstOrDefault(File.Exists);
        }

        private static void Replace(string path, byte[] bytes)
        {
            var written = File.GetLastWriteTimeUtc(path);
            var temporary = path + ".weakened";
            File.WriteAllBytes(temporary, bytes);
            File.SetLastWriteTimeUtc(temporary, written);
            File.Delete(path);
            File.Move(temporary, path);
        }

        private List<string> Symbols(int version)
        {
            var versions = _sections.First(s => s.Type == SymbolVersions);
            var symbols = _sections.First(s => s.Type == DynamicSymbols);
            return Enumerable
                .Range(0, versions.Size / 2)
                .Where(i => (U16(versions.Offset + 2 * i) & 0x7fff) == version)
                .Select(i => Text(symbols.Link, U32(symbols.Offset + 24 * i)))
                .ToList();
        }

        /// <summary>
        /// The offsets of linked entries; each contains, at <paramref name="next"/>, the distance to the next one.
        /// </summary>
        private IEnumerable<int> Chain(int at, int count, int next)
        {
            for (var step = 1; count > 0 && step != 0; count--, at += step)
            {
                step = U32(at + next);
                yield return at;
            }
        }

        private int U16(int at) => BitConverter.ToUInt16(_bytes, at);

        private int U32(int at) => (int)BitConverter.ToUInt32(_bytes, at);

        private string Text(int section, int offset)
        {
            var start = _sections[section].Offset + offset;
            return Encoding.ASCII.GetString(_bytes, start, Array.IndexOf(_bytes, (byte)0, start) - start);
        }
    }

#if !NO_MSBUILD_TASK
    /// <summary>The build step; see <see cref="ElfVersions"/>.</summary>
    public sealed class WeakenVersionNeeds : Microsoft.Build.Utilities.Task
    {
        /// <summary>The copy in an output folder; never the one in the package cache.</summary>
        [Microsoft.Build.Framework.Required]
        public string Library { get; set; }

        public override bool Execute()
        {
            var system = ElfVersions.FindSystemLibrary();
            if (system == null)
                return true;
            try
            {
                var marked = ElfVersions.WeakenMissing(Library, ElfVersions.Read(system).Defined);
                if (marked.Count > 0)
                    Log.LogMessage(
                        Microsoft.Build.Framework.MessageImportance.High,
                        $"{Library}: {string.Join(", ", marked)} is newer than {system}; version need marked as weak."
                    );
            }
            catch (Exception e) when (e is IOException || e is InvalidDataException || e is UnauthorizedAccessException)
            {
                Log.LogError(e.Message);
            }
            return !Log.HasLoggedErrors;
        }
    }
#endif
}
