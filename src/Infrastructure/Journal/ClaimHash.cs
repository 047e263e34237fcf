using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CcatOps.Infrastructure.Journal;

/// <summary>A claim as the index of a segment keeps it. Different claims may share a hash, so the record itself decides.</summary>
internal static class ClaimHash
{
    public static ulong Of(string claim)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(claim), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>The hashes of the claims of an accepted or direct transaction; none if the record cannot be read, which is reported when it is.</summary>
    /// <param name="body">The record's JSON.</param>
    public static IReadOnlyList<ulong> In(ReadOnlySpan<byte> body)
    {
        try
        {
            return Read(body);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static List<ulong> Read(ReadOnlySpan<byte> body)
    {
        var hashes = new List<ulong>();
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("transaction"u8))
                continue;
            var isClaims = reader.CurrentDepth == 2 && reader.ValueTextEquals("claims"u8);
            reader.Read();
            if (!isClaims)
                reader.Skip();
            while (isClaims && reader.Read() && reader.TokenType == JsonTokenType.String)
                hashes.Add(Of(reader.GetString()!));
        }

        return hashes;
    }
}
