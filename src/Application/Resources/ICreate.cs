using CcatOps.Application.Writes;
using CcatOps.Domain.Records;
using MediatR;

namespace CcatOps.Application.Resources;

/// <summary>A request that creates a record.</summary>
public interface ICreate<TRecord> : IRequest<Written<TRecord>>
    where TRecord : StoredRecord
{
    /// <summary>The primary key where the client has made it; sent again, it names the same record.</summary>
    Guid? Id => null;

    TRecord ToRecord(NewKey key, DateTimeOffset now);

    /// <summary>Adds where and by whom the record is written, if it keeps that.</summary>
    TRecord Sign(TRecord record, string siteName, string principal) => record;
}

/// <summary>The primary key of a new record: a UUID, or a number where the main database gives out the keys.</summary>
public readonly record struct NewKey(Guid Uuid, int Number)
{
    /// <param name="chosen">The client's own; null: a new one.</param>
    /// <param name="now">The time of a new one.</param>
    public static NewKey Of(Guid? chosen, DateTimeOffset now) => new(chosen ?? Guid.CreateVersion7(now), 0);

    public static NewKey Of(int number) => new(Guid.Empty, number);
}
