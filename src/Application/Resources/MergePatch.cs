using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Records;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Resources;

/// <summary>
/// A merge patch of a record (RFC 7396): an absent member leaves a field as it is, null clears it. Each property keeps what the body
/// gives with <see cref="Keep"/>.
/// </summary>
public abstract record MergePatch<TRecord> : IRequest<Written<TRecord>>
    where TRecord : StoredRecord
{
    private readonly Dictionary<string, object?> given = [];

    /// <summary>The primary key of the record, from the path.</summary>
    [JsonIgnore]
    public string Key { get; init; } = "";

    /// <summary>The ETags of the versions that the client means to change, separated by commas; null: any.</summary>
    [JsonIgnore]
    public string? IfMatch { get; init; }

    /// <summary>The members that the body gives, by the names of their properties.</summary>
    internal IReadOnlyDictionary<string, object?> Given => given;

    /// <summary>The columns that the patch sets.</summary>
    internal JsonObject ToValues() => new(given.Select(member => KeyValuePair.Create(
        WireJson.FieldName(member.Key), System.Text.Json.JsonSerializer.SerializeToNode(member.Value, WireJson.Options))));

    /// <summary>Only what the body gives is set.</summary>
    protected T Keep<T>(T value, [CallerMemberName] string name = "")
    {
        given[name] = value;
        return value;
    }
}

internal static class MergePatchRules
{
    /// <summary>Refuses null for fields that a record always has.</summary>
    public static void NeverClears<TPatch, TRecord>(this AbstractValidator<TPatch> validator, params string[] properties)
        where TPatch : MergePatch<TRecord>
        where TRecord : StoredRecord => validator.RuleFor(patch => patch).Custom((patch, context) =>
    {
        foreach (var property in properties.Where(property => patch.Given.TryGetValue(property, out var value) && value is null))
            context.AddFailure(WireJson.FieldName(property), "must not be null.");
    });
}
