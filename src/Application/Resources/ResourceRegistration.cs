using CcatOps.Application.Reads;
using CcatOps.Application.Writes;
using CcatOps.Domain.Audit;
using CcatOps.Domain.Records;
using CcatOps.Domain.Schema;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Application.Resources;

/// <summary>Adds the handlers of the resources.</summary>
internal static class ResourceRegistration
{
    public static IServiceCollection AddResources(this IServiceCollection services)
    {
        foreach (var resource in Catalogue.All)
            resource.Accept(new Handlers(services));
        return services.AddList<AuditEvent>().AddSingleton(typeof(MergedReader<>)).AddLookups();
    }

    private static IServiceCollection AddList<TRecord>(this IServiceCollection services)
        where TRecord : StoredRecord => services
        .AddScoped<IRequestHandler<ListRecords<TRecord>, Listing<TRecord>>, ListRecordsHandler<TRecord>>()
        .AddSingleton<IValidator<ListRecords<TRecord>>, ListRecordsValidator<TRecord>>();

    /// <summary>The tables that others refer to, for <see cref="ReferenceCheck"/>.</summary>
    private static IServiceCollection AddLookups(this IServiceCollection services)
    {
        foreach (var parent in Tables.All.Select(table => table.Reference?.Table).OfType<string>().Distinct())
        {
            var reader = typeof(MergedReader<>).MakeGenericType(Tables.Named(parent).Record);
            services.AddSingleton(provider => (IRowLookup)provider.GetRequiredService(reader));
        }

        return services;
    }

    private sealed class Handlers(IServiceCollection services) : IResourceVisitor
    {
        public void Visit<TRecord, TCreate>(Resource<TRecord, TCreate> resource)
            where TRecord : StoredRecord
            where TCreate : class, ICreate<TRecord> => services
            .AddSingleton(resource)
            .AddScoped<IRequestHandler<TCreate, Written<TRecord>>, CreateHandler<TRecord, TCreate>>()
            .AddScoped<IRequestHandler<GetRecord<TRecord>, TRecord>, GetRecordHandler<TRecord>>()
            .AddList<TRecord>();
    }
}
