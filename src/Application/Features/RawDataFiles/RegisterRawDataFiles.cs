using System.Collections.Immutable;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using CcatOps.Domain.Replication;
using CcatOps.Domain.Schema;
using CcatOps.Domain.Writes;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace CcatOps.Application.Features.RawDataFiles;

/// <summary>Records many raw data files as one transaction: all of them, or none.</summary>
public sealed record RegisterRawDataFiles(IReadOnlyList<RegisterRawDataFile> Files) : IRequest<Written<RawDataFilesRegistered>>
{
    /// <summary>Files in one request at most.</summary>
    public const int MostFiles = 10_000;
}

internal sealed class RegisterRawDataFilesHandler(IWriteRouter router, TimeProvider time)
    : IRequestHandler<RegisterRawDataFiles, Written<RawDataFilesRegistered>>
{
    public async Task<Written<RawDataFilesRegistered>> Handle(RegisterRawDataFiles request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMicroseconds();
        var files = request.Files.Select(file => file.ToRecord(NewKey.Of(file.Id, now), now)).ToArray();
        var write = new Write(
            Operation.RegisterRawDataFiles,
            request.Files,
            [.. files.Select(file => RowChanges.Insert(Tables.RawDataFile, file))],
            [
                .. files
                    .Select(file => file.ExecutedObsUnitId)
                    .Distinct()
                    .Select(id => Transaction.Entity(Tables.ExecutedObsUnit.Name, id.ToString())),
            ])
        {
            Claims = [.. request.Files.Select(file => file.Id).OfType<Guid>().Select(id => Claims.Record(Tables.RawDataFile, id))],
        };

        var receipt = await router.WriteAsync(write, cancellationToken);
        var ids = receipt.Transaction.Changes.Select(change => Guid.Parse(change.Key)).ToImmutableArray();
        return new(new(ids.Length, ids, receipt.Sync), receipt.Transaction.Warnings) { IsRepetition = receipt.IsRepetition };
    }
}

public sealed record RawDataFilesRegistered(int Count, ImmutableArray<Guid> Ids, Sync Sync);

internal sealed class RegisterRawDataFilesValidator : AbstractValidator<RegisterRawDataFiles>
{
    public RegisterRawDataFilesValidator(IValidator<RegisterRawDataFile> file) =>

        // The body is the array itself: faults of its items are named by their places alone, and those of the whole by nothing.
        RuleFor(request => request.Files).Custom((files, context) =>
        {
            if (files.Count is 0 or > RegisterRawDataFiles.MostFiles)
            {
                context.AddFailure(new ValidationFailure("", $"must hold 1 to {RegisterRawDataFiles.MostFiles} files."));
                return;
            }

            if (!HaveDistinctIds(files))
                context.AddFailure(new ValidationFailure("id", "must not stand twice."));
            foreach (var fault in OmittedFailures.Bound(files.Index().SelectMany(entry => FaultsOf(entry.Item, $"[{entry.Index}]", file))))
                context.AddFailure(fault);
        });

    private static IEnumerable<ValidationFailure> FaultsOf(
        RegisterRawDataFile? file, string place, IValidator<RegisterRawDataFile> validator) =>
        file is null
            ? [new ValidationFailure(place, "must be an object.")]
            : validator.Validate(file).Errors.Select(fault => new ValidationFailure($"{place}.{fault.PropertyName}", fault.ErrorMessage));

    private static bool HaveDistinctIds(IReadOnlyList<RegisterRawDataFile> files)
    {
        var ids = files.Where(file => file?.Id is not null).Select(file => file.Id).ToArray();
        return ids.Distinct().Count() == ids.Length;
    }
}
