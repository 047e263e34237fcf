namespace CcatOps.Infrastructure.IntegrationTests.Contracts.Storages;

/// <summary>A storage that somebody may change past the adapters.</summary>
internal interface IDamagedStorage : IBufferStorage
{
    /// <summary>Puts another text in the place of a transaction's content.</summary>
    Task DamageAsync(Guid id, string body);
}
