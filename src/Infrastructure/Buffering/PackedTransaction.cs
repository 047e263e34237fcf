using System.Text.Json;
using CcatOps.Application.Serialization;
using CcatOps.Domain.Writes;

namespace CcatOps.Infrastructure.Buffering;

/// <summary>A transaction with its JSON, which is written once for all that keep it.</summary>
internal sealed class PackedTransaction(Transaction transaction)
{
    public Transaction Transaction => transaction;

    public byte[] Body { get; } = JsonSerializer.SerializeToUtf8Bytes(transaction, WireJson.Options);
}
