using System.Text.Json.Nodes;
using CcatOps.Application.Serialization;
using CcatOps.Application.Writes;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Writes;

namespace CcatOps.Application.Features.Observations;

/// <summary>Records changes of executions beside the changes themselves, in the same transaction.</summary>
internal sealed class ExecutionHistory(SiteConfig site, IRequestContext context, TimeProvider time)
{
    /// <param name="before">The execution before the change.</param>
    /// <param name="values">The columns that the change sets.</param>
    public Change Of(ExecutedObsUnit before, JsonObject values)
    {
        var now = time.GetUtcMicroseconds();
        var columns = RowChanges.Insert(Tables.ExecutedObsUnit, before).Values!;
        return RowChanges.Insert(Tables.ExecutedObsUnitChange, new ExecutedObsUnitChange
        {
            Id = Guid.CreateVersion7(now),
            ExecutedObsUnitId = before.Id,
            ChangedAt = now,
            SiteName = site.SiteName,
            Principal = context.Principal,
            OldValues = new(values.Select(value => KeyValuePair.Create(value.Key, columns[value.Key]?.DeepClone()))),
            NewValues = values.DeepClone().AsObject(),
        });
    }
}
