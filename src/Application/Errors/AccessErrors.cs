using CcatOps.Domain.Access;

namespace CcatOps.Application.Errors;

/// <summary>Thrown when the sender of a request lacks a permission.</summary>
public sealed class ForbiddenException(Permission missing, string principal)
    : Exception($"This needs the permission {missing}, which {principal} does not have.");
