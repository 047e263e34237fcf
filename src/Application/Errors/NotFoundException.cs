namespace CcatOps.Application.Errors;

public sealed class NotFoundException(string what, object key) : Exception($"There is no {what} {key}.");
