namespace CcatOps.Application.Errors;

/// <summary>Where the site keeps its sessions cannot be reached.</summary>
public sealed class SessionsUnavailableException(string reason, Exception? inner = null)
    : Exception($"The sessions of this site cannot be read: {reason}", inner);

/// <summary>What was shown for a token does not, or no longer, stand for a login.</summary>
public sealed class InvalidGrantException(string message) : Exception(message);

/// <summary>GitHub knows the person, and they may not enter here.</summary>
public sealed class LoginRefusedException(string message) : Exception(message);
