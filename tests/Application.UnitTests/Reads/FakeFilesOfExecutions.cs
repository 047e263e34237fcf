using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.UnitTests.Reads;

/// <summary>The first files of executions among the rows of a table in memory.</summary>
internal sealed class FakeFilesOfExecutions(FakeRecordReader<RawDataFile> files) : IFilesOfExecutions
{
    public Task<StoredFiles> FirstAsync(
        IReadOnlyCollection<Guid> executions, int most, IReadOnlyCollection<Guid> except, CancellationToken cancellationToken)
    {
        var found = files.Rows
            .Where(file => executions.Contains(file.ExecutedObsUnitId) && !except.Contains(file.Id))
            .GroupBy(file => file.ExecutedObsUnitId)
            .ToArray();
        return Task.FromResult(new StoredFiles(
            [.. found.SelectMany(group => group.OrderBy(file => file.Id).Take(most))],
            found.ToDictionary(group => group.Key, group => group.LongCount())));
    }
}
