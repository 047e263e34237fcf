using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace CcatOps.Api.Page;

/// <summary>The files of the page, which are embedded in the program.</summary>
internal static class PageFiles
{
    /// <summary>The prefix of the names under which the build embeds them.</summary>
    private const string Prefix = "page/";

    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly FrozenDictionary<string, PageFile> Files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read);

    public static IEnumerable<PageFile> All => Files.Values;

    public static PageFile? Find(string name) => Files.GetValueOrDefault(name);

    /// <summary>Returns the document that loads the others.</summary>
    /// <param name="basePath">The path under which clients see the service; empty: the root.</param>
    public static PageFile Document(PathString basePath) => basePath.HasValue
        ? PageFile.Of(
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Files["index.html"].Content)
                .Replace("=\"/", $"=\"{basePath.ToUriComponent()}/", StringComparison.Ordinal)),
            ContentTypes[".html"])
        : Files["index.html"];

    private static PageFile Read(string resource)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return PageFile.Of(content, ContentTypes[Path.GetExtension(resource)]);
    }
}

/// <param name="Content">The bytes of the file.</param>
/// <param name="ContentType">As in <c>Content-Type</c>.</param>
/// <param name="Tag">Weak, because the answer may be compressed.</param>
internal sealed record PageFile(byte[] Content, string ContentType, EntityTagHeaderValue Tag)
{
    private const int TagBytes = 12;

    public static PageFile Of(byte[] content, string contentType) => new(
        content, contentType, new($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, TagBytes))}\"", isWeak: true));
}
