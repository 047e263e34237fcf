using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Resources;

/// <summary>
/// A kind of record that clients create, get and list. Its routes, their parameters, description and permissions, and the handlers are derived
/// from it.
/// </summary>
public abstract class Resource
{
    /// <summary>One of the records in messages, such as <c>planned unit</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Several of them as a heading, such as <c>Planned units</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The path of the list. One record is below it, by its primary key.</summary>
    public required string Route { get; init; }

    /// <summary>The operation that creates a record; its name is the id of the operation in the description.</summary>
    public required Operation Create { get; init; }

    /// <summary>The creation, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>A body that creates a record, in JSON.</summary>
    public required string Example { get; init; }

    public required Permission MayWrite { get; init; }

    public Permission MayRead { get; init; } = Permissions.ReadObservations;

    public abstract Table Table { get; }

    public abstract void Accept(IResourceVisitor visitor);
}

/// <typeparam name="TRecord">The record.</typeparam>
/// <typeparam name="TCreate">The body that creates one; it has a validator.</typeparam>
/// <inheritdoc/>
public sealed class Resource<TRecord, TCreate> : Resource
    where TRecord : StoredRecord
    where TCreate : class, ICreate<TRecord>
{
    /// <summary>The fields by which the list can be filtered.</summary>
    public IReadOnlyList<FilterField<TRecord>> Filters { get; init; } = [];

    public override Table Table { get; } = Tables.Of(typeof(TRecord));

    /// <summary>The path of a record.</summary>
    public string LocationOf(TRecord record) => $"{Route}/{RecordType<TRecord>.KeyOf(record)}";

    public override void Accept(IResourceVisitor visitor) => visitor.Visit(this);
}

/// <summary>Does something for each resource with its types.</summary>
public interface IResourceVisitor
{
    void Visit<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
        where TRecord : StoredRecord
        where TCreate : class, ICreate<TRecord>;
}
