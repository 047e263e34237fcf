using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Writes;

/// <summary>What a handler asks the router to write.</summary>
/// <param name="Operation">Which operation, and so which type.</param>
/// <param name="Request">The client's request; two that serialise alike are the same request.</param>
/// <param name="Changes">The rows to change, in order.</param>
/// <param name="Entities">The records whose order this write must keep.</param>
public sealed record Write(Operation Operation, object Request, ImmutableArray<Change> Changes, ImmutableArray<string> Entities)
{
    /// <summary>Names that no other write of this site may take, such as ids made by the client.</summary>
    public ImmutableArray<string> Claims { get; init; } = [];

    /// <summary>Whether it ends something that was started, and so may use the buffer's reserve.</summary>
    public bool Closing { get; init; }

    internal string Hash()
    {
        var request = JsonSerializer.SerializeToUtf8Bytes(Request, Request.GetType(), WireJson.Options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Operation.Name));
        hash.AppendData(request);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
