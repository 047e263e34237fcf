using CcatOps.Application.Access;
using CcatOps.Application.Audit;
using CcatOps.Application.Draining;
using CcatOps.Application.Features.Health;
using CcatOps.Application.Features.Observations;
using CcatOps.Application.Features.Packages;
using CcatOps.Application.Features.Status;
using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Features.Transactions;
using CcatOps.Application.Features.Users;
using CcatOps.Application.Monitoring;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Application.Replication;
using CcatOps.Application.Resources;
using CcatOps.Application.Serialization;
using CcatOps.Application.Sessions;
using CcatOps.Application.Transactions;
using CcatOps.Application.Validation;
using CcatOps.Application.Writes;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CcatOps.Application;

public static class DependencyInjection
{
    /// <summary>Adds the use cases. The ports, <see cref="Domain.Sites.SiteConfig"/> and a clock must be added besides.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => member is null ? null : WireJson.FieldName(member.Name);
        services.AddValidatorsFromAssembly(typeof(DependencyInjection).Assembly, ServiceLifetime.Singleton, includeInternalTypes: true);
        services.AddMediator();

        return services
            .AddResources()
            .AddSingleton<IAccessRecords, AccessRecords>()
            .AddSingleton<TokenUses>()
            .AddSingleton<TokenAccess>()
            .AddScoped<TokenOwners>()
            .AddScoped<UserChanges>()
            .AddScoped<ITokenUseRecorder, TokenUseRecorder>()
            .AddSingleton<ObservationReader>()
            .AddScoped<ExecutionHistory>()
            .AddSingleton<PackageReader>()
            .AddTransient<PackageMoves>()
            .AddSingleton<OverlayMirror>()
            .AddSingleton<EstimatedCounts>()
            .AddSingleton<ReferenceCheck>()
            .AddSingleton<ForgottenKeys>()
            .AddSingleton<PendingNames>()
            .AddSingleton<DirectWrites>()
            .AddScoped<IWriteRouter, WriteRouter>()
            .AddSingleton<DrainLease>()
            .AddSingleton<BufferDrainer>()
            .AddSingleton<ReplicationWatcher>()
            .AddSingleton<WaitReason>()
            .AddSingleton<TransactionWaits>()
            .AddSingleton<FailedSelection>()
            .AddSingleton<EditRules>()
            .AddScoped<AuditTransactions>()
            .AddSingleton<DecisionRoom>()
            .AddSingleton<BufferRates>()
            .AddSingleton<KnownSafety>()
            .AddSingleton<SiteMonitor>()
            .AddSingleton<TopologyCheck>()
            .AddSingleton<Readiness>()
            .AddSingleton<HealthLook>()
            .AddSingleton<SiteProcesses>()
            .AddSingleton<SiteHistory>()
            .AddSingleton<StatusLook>()
            .AddSingleton<StatusFeed>()
            .AddSingleton<NewSessions>()
            .AddSingleton<SessionPrincipals>();
    }

    /// <summary>MediatR 5.1 comes without registration of its own (docs/adr/0002).</summary>
    private static void AddMediator(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        foreach (var handler in typeof(DependencyInjection).Assembly.GetTypes().Where(type => !type.IsGenericTypeDefinition))
        {
            foreach (var service in handler.GetInterfaces()
                .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
            {
                services.AddScoped(service, handler);
            }
        }
    }
}
