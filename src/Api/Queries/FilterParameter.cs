using CcatOps.Application.Reads;
using CcatOps.Domain.Records;

namespace CcatOps.Api.Queries;

/// <summary>A field by which a list can be filtered, as a query parameter.</summary>
internal abstract class FilterParameter<TRecord>
    where TRecord : StoredRecord
{
    public abstract QueryParameter Parameter { get; }

    public static FilterParameter<TRecord> Of(FilterField<TRecord> field) => field switch
    {
        FilterField<TRecord, Guid> uuids => new Typed<Guid>(uuids, QueryKinds.Uuid),
        FilterField<TRecord, int> integers => new Typed<int>(integers, QueryKinds.Integer),
        FilterField<TRecord, bool> flags => new Typed<bool>(flags, QueryKinds.Boolean),
        FilterField<TRecord, double> numbers => new Typed<double>(numbers, QueryKinds.Number),
        FilterField<TRecord, string> texts => new Typed<string>(texts, QueryKinds.Text),
        FilterField<TRecord, DateTimeOffset> times => new Typed<DateTimeOffset>(times, QueryKinds.Time),
        _ => (FilterParameter<TRecord>)Activator.CreateInstance(typeof(OfEnum<>).MakeGenericType(typeof(TRecord), field.ValueType), field)!,
    };

    public abstract RecordFilter<TRecord> AddTo(RecordFilter<TRecord> filter, QueryValues query);

    private class Typed<TValue>(FilterField<TRecord, TValue> field, QueryKind<TValue> kind) : FilterParameter<TRecord>
    {
        private readonly QueryParameter<TValue> parameter = new(field.Name, field.About, kind) { Repeats = field.Comparison is Comparison.AnyOf or Comparison.AnyName };

        public override QueryParameter Parameter => parameter;

        public override RecordFilter<TRecord> AddTo(RecordFilter<TRecord> filter, QueryValues query) => filter.Where(field, query.All(parameter));
    }

    private sealed class OfEnum<TValue>(FilterField<TRecord, TValue> field) : Typed<TValue>(field, QueryKinds.OneOf<TValue>())
        where TValue : struct, Enum;
}
