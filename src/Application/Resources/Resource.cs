using CcatOps.Application.Reads;
using CcatOps.Domain.Access;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Resources;

/// <summary>
/// A kind of record that clients get and list. Its routes, their parameters, description and permissions, and the handlers are derived from it.
/// </summary>
public abstract class Resource
{
    /// <summary>One of the records in messages, such as <c>planned unit</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Several of them as a heading, such as <c>Planned units</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Describes the records to clients, in a sentence or two.</summary>
    public required string About { get; init; }

    /// <summary>The path of the list. One record is below it, by its primary key.</summary>
    public required string Route { get; init; }

    /// <summary>A record as an answer has it, in JSON and without <c>sync</c>.</summary>
    public required string Answer { get; init; }

    public Permission MayRead { get; init; } = Permissions.ReadObservations;

    /// <summary>The operation that creates a record; its name is the id of the operation in the description. Null: clients create none.</summary>
    public virtual Operation? Creation => null;

    /// <summary>The permission to create a record; null: clients create none.</summary>
    public virtual Permission? Creator => null;

    /// <summary>The operation that changes a record with <c>PATCH</c>, by the permission of <see cref="Creator"/>; null: clients change none.</summary>
    public virtual Operation? Alteration => null;

    /// <summary>Whether <c>PUT</c> changes a record as <c>PATCH</c> does.</summary>
    public virtual bool IsPut => false;

    public abstract Table Table { get; }

    public abstract void Accept(IResourceVisitor visitor);
}

/// <typeparam name="TRecord">The record.</typeparam>
/// <inheritdoc/>
public class Resource<TRecord> : Resource
    where TRecord : StoredRecord
{
    /// <summary>The fields by which the list can be filtered.</summary>
    public IReadOnlyList<FilterField<TRecord>> Filters { get; init; } = [];

    /// <summary>The change of a record's fields; null: clients change none.</summary>
    public ResourcePatch<TRecord>? Patch { get; init; }

    public override Operation? Alteration => Patch?.Operation;

    public override bool IsPut => Patch is { AlsoPut: true };

    public override Table Table { get; } = Tables.Of(typeof(TRecord));

    /// <summary>The path of a record.</summary>
    public string LocationOf(TRecord record) => $"{Route}/{RecordType<TRecord>.KeyOf(record)}";

    public override void Accept(IResourceVisitor visitor)
    {
        visitor.Visit(this);
        Patch?.Accept(this, visitor);
    }
}

/// <summary>The change of a record's fields by a merge patch.</summary>
public abstract class ResourcePatch<TRecord>
    where TRecord : StoredRecord
{
    public required Operation Operation { get; init; }

    /// <summary>The change, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether clients of the original find it under <c>PUT</c> too.</summary>
    public bool AlsoPut { get; init; }

    /// <summary>A body, in JSON.</summary>
    public required string Example { get; init; }

    public abstract void Accept(Resource<TRecord> resource, IResourceVisitor visitor);
}

/// <typeparam name="TRecord">The record.</typeparam>
/// <typeparam name="TPatch">The body, with a property for each field that may be changed.</typeparam>
/// <inheritdoc/>
public sealed class ResourcePatch<TRecord, TPatch> : ResourcePatch<TRecord>
    where TRecord : StoredRecord
    where TPatch : MergePatch<TRecord>
{
    public override void Accept(Resource<TRecord> resource, IResourceVisitor visitor) => visitor.Visit(resource, this);
}

/// <summary>A kind of record that clients also create.</summary>
/// <typeparam name="TRecord">The record.</typeparam>
/// <typeparam name="TCreate">The body that creates one; it has a validator.</typeparam>
public sealed class Resource<TRecord, TCreate> : Resource<TRecord>
    where TRecord : StoredRecord
    where TCreate : class, ICreate<TRecord>
{
    public required Operation Create { get; init; }

    /// <summary>The creation, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>A body that creates a record, in JSON.</summary>
    public required string Example { get; init; }

    public required Permission MayWrite { get; init; }

    public override Operation? Creation => Create;

    public override Permission? Creator => MayWrite;

    public override void Accept(IResourceVisitor visitor)
    {
        visitor.Visit(this);
        base.Accept(visitor);
    }
}

/// <summary>Does something for each resource with its types: its reads, and where clients create or change records also those.</summary>
public interface IResourceVisitor
{
    void Visit<TRecord>(Resource<TRecord> resource)
        where TRecord : StoredRecord;

    void Visit<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
        where TRecord : StoredRecord
        where TCreate : class, ICreate<TRecord>;

    void Visit<TRecord, TPatch>(Resource<TRecord> resource, ResourcePatch<TRecord, TPatch> patch)
        where TRecord : StoredRecord
        where TPatch : MergePatch<TRecord>;
}
