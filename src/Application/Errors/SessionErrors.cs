namespace CcatOps.Application.Errors;

/// <summary>Thrown when the session store is unavailable.</summary>
public sealed class SessionsUnavailableException(string reason, Exception? inner = null)
    : Exception($"The sessions of this site cannot be read: {reason}", inner);

/// <summary>Thrown when a credential does not, or no longer, prove a login.</summary>
public sealed class InvalidGrantException(string message) : Exception(message);

/// <summary>GitHub knows the person, and they may not enter here.</summary>
public sealed class LoginRefusedException(string message) : Exception(message);
