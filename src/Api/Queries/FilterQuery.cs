using CcatOps.Application.Reads;
using CcatOps.Domain.Records;

namespace CcatOps.Api.Queries;

/// <summary>The query parameters that filter a list of records.</summary>
internal sealed class FilterQuery<TRecord>(IEnumerable<FilterField<TRecord>> fields)
    where TRecord : StoredRecord
{
    private readonly IReadOnlyList<FilterParameter<TRecord>> filters = [.. fields.Select(FilterParameter<TRecord>.Of)];

    public IEnumerable<QueryParameter> Parameters => [.. filters.Select(filter => filter.Parameter), PagingQuery.SyncState];

    public RecordFilter<TRecord> Read(QueryValues query) => filters.Aggregate(
        new RecordFilter<TRecord> { SyncStates = query.All(PagingQuery.SyncState) }, (filter, parameter) => parameter.AddTo(filter, query));
}
