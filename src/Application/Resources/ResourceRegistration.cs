using CcatOps.Application.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Observations;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CcatOps.Application.Resources;

/// <summary>Adds the handlers of the resources.</summary>
internal static class ResourceRegistration
{
    public static IServiceCollection AddResources(this IServiceCollection services)
    {
        foreach (var resource in Catalogue.All)
            resource.Accept(new Handlers(services));
        return services.AddList<AuditEvent>().AddList<ExecutedObsUnitChange>().AddSingleton(typeof(MergedReader<>)).AddLookups();
    }

    private static IServiceCollection AddReads<TRecord>(this IServiceCollection services)
        where TRecord : StoredRecord => services
        .AddOwnOr<IRequestHandler<GetRecord<TRecord>, TRecord>, GetRecordHandler<TRecord>>()
        .AddList<TRecord>();

    /// <summary>A resource may have a handler of its own for more than a record without others.</summary>
    private static IServiceCollection AddOwnOr<THandler, TDerived>(this IServiceCollection services)
        where THandler : class
        where TDerived : class, THandler
    {
        services.TryAddScoped<THandler, TDerived>();
        return services;
    }

    private static IServiceCollection AddList<TRecord>(this IServiceCollection services)
        where TRecord : StoredRecord => services
        .AddScoped<IRequestHandler<ListRecords<TRecord>, Listing<TRecord>>, ListRecordsHandler<TRecord>>()
        .AddSingleton<IValidator<ListRecords<TRecord>>, ListRecordsValidator<TRecord>>();

    /// <summary>The tables that others refer to, for <see cref="ReferenceCheck"/>.</summary>
    private static IServiceCollection AddLookups(this IServiceCollection services)
    {
        foreach (var parent in Tables.All.SelectMany(table => table.References).Select(reference => reference.Table).Distinct())
        {
            var reader = typeof(MergedReader<>).MakeGenericType(Tables.Named(parent).Record);
            services.AddSingleton(provider => (IRowLookup)provider.GetRequiredService(reader));
        }

        return services;
    }

    private sealed class Handlers(IServiceCollection services) : IResourceVisitor
    {
        public void Visit<TRecord>(Resource<TRecord> resource)
            where TRecord : StoredRecord => services.AddSingleton(resource).AddReads<TRecord>();

        public void Visit<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : class, ICreate<TRecord> => services
            .AddSingleton(resource)
            .AddOwnOr<IRequestHandler<TCreate, Written<TRecord>>, CreateHandler<TRecord, TCreate>>();

        public void Visit<TRecord, TPatch>(Resource<TRecord> resource, ResourcePatch<TRecord, TPatch> patch)
            where TRecord : StoredRecord
            where TPatch : MergePatch<TRecord> => services
            .AddScoped<IRequestHandler<TPatch, Written<TRecord>>, MergePatchHandler<TRecord, TPatch>>();
    }
}
