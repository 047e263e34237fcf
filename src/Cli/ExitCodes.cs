namespace CcatOps.Cli;

/// <summary>The exit codes of the commands that ask a service. Commands of the server have those of sysexits.h.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A page of the reference is not up to date.</summary>
    public const int Differs = 1;

    public const int Usage = 2;
    public const int NotAuthorised = 3;
    public const int NotFound = 4;
    public const int Refused = 5;
    public const int Unreachable = 6;
    public const int Waiting = 7;
    public const int NeedsPerson = 8;
    public const int Interrupted = 130;

    public static readonly IReadOnlyList<(int Code, string Meaning)> All =
    [
        (Done, "done; `status`: all is well"),
        (Usage, "wrong command line or profile"),
        (NotAuthorised, "the token is missing, not valid, or does not allow this"),
        (NotFound, "there is no such thing"),
        (Refused, "refused by a rule of the service, or discarded by a person"),
        (Unreachable, "the service is unreachable, or cannot answer now"),
        (Waiting, "accepted, and not yet where it should be; `status`: something waits"),
        (NeedsPerson, "a person has to act: a transaction was refused or is parked; `status`: as its verdict says"),
        (Interrupted, "interrupted"),
    ];
}
