using CcatOps.Domain.Access;

namespace CcatOps.Application.Errors;

/// <summary>Who sends the request lacks a permission.</summary>
public sealed class ForbiddenException(Permission missing, string principal)
    : Exception($"This needs the permission {missing}, which {principal} does not have.");
