using CcatOps.Domain.Access;

namespace CcatOps.Application.Writes;

/// <summary>Who sends the request that is being handled, from where, and under which idempotency key.</summary>
public interface IRequestContext
{
    /// <summary>The name of <see cref="Caller"/>.</summary>
    string Principal { get; }

    string? IdempotencyKey { get; }

    /// <summary>What was noted while the request was read and its answer should say.</summary>
    IEnumerable<string> Warnings => [];

    Principal Caller => Domain.Access.Principal.Anonymous;

    /// <summary>The address that the request came from; null: from no other machine.</summary>
    string? RemoteAddress => null;
}
