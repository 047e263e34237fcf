using System.Text;

namespace CcatOps.Infrastructure.Configuration.Files;

/// <summary>Why a file gives no text, in words that follow "the file", and what to do about it.</summary>
internal sealed record TextFileFault(string Problem, string Remedy);

/// <summary>
/// The one way in which settings, secrets among them, are read from files: UTF-8, with or without a byte order mark, which is not part of the text.
/// No fault quotes what is in the file.
/// </summary>
internal static class TextFile
{
    private const int LargestBytes = 1024 * 1024;

    private static readonly UTF8Encoding strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="path">The file.</param>
    /// <param name="largestBytes">More than that is a fault.</param>
    public static (string Text, TextFileFault? Fault) Read(string path, int largestBytes = LargestBytes)
    {
        try
        {
            if (Directory.Exists(path))
                return Wrong("is a directory", "Remove it, or put the file in its place");
            using var file = File.OpenRead(path);
            var bytes = new byte[largestBytes + 1];
            ReadOnlySpan<byte> content = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
            if (content.Length > largestBytes)
                return Wrong($"is larger than {largestBytes} bytes", "Name the file that was meant");
            return (strictUtf8.GetString(content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content), null);
        }
        catch (DecoderFallbackException)
        {
            return Wrong("is not UTF-8 text", "Save it as UTF-8");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Wrong("does not exist", "Name a file that exists");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Wrong("cannot be read", "Let the user of this process read it, or remove it");
        }
    }

    private static (string Text, TextFileFault? Fault) Wrong(string problem, string remedy) => ("", new(problem, remedy));
}
