namespace CcatOps.Application.Writes;

/// <summary>Who sends the request that is being handled, and under which idempotency key.</summary>
public interface IRequestContext
{
    string Principal { get; }
    string? IdempotencyKey { get; }
}
