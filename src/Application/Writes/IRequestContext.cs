using CcatOps.Domain.Access;

namespace CcatOps.Application.Writes;

/// <summary>The sender of the current request, its address, and its idempotency key.</summary>
public interface IRequestContext
{
    /// <summary>The name of <see cref="Caller"/>.</summary>
    string Principal { get; }

    string? IdempotencyKey { get; }

    /// <summary>Warnings that were found while the request was read and that its answer should contain.</summary>
    IEnumerable<string> Warnings => [];

    Principal Caller => Domain.Access.Principal.Anonymous;

    /// <summary>The address that the request came from; null: from no other machine.</summary>
    string? RemoteAddress => null;
}
