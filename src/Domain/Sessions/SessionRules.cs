namespace CcatOps.Domain.Sessions;

/// <summary>How long each of the credentials of a person holds.</summary>
public static class SessionRules
{
    /// <summary>The life of a session. It is long enough for days without a link to GitHub; roles are read at the next login.</summary>
    public static readonly TimeSpan SessionLife = TimeSpan.FromDays(7);

    public static readonly TimeSpan AccessTokenLife = TimeSpan.FromMinutes(30);

    /// <summary>For a person to carry the code from the browser to the program.</summary>
    public static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    /// <summary>For a person to log in at GitHub.</summary>
    public static readonly TimeSpan LoginLife = TimeSpan.FromMinutes(10);
}
