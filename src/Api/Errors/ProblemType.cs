namespace CcatOps.Api.Errors;

/// <summary>A kind of problem that clients can tell by its <c>type</c>, which never changes (RFC 9457).</summary>
/// <param name="Slug">The last part of <c>type</c>.</param>
/// <param name="Status">The status of answers of this type.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Remedy">The remedy for the client.</param>
/// <param name="RetryAfterSeconds">When to try again, where that may help without a change.</param>
internal sealed record ProblemType(string Slug, int Status, string Title, string Remedy, int? RetryAfterSeconds = null)
{
    public string Uri => $"/problems/{Slug}";
}

internal static class ProblemTypes
{
    public static readonly ProblemType Validation = new(
        "validation", 400, "The request has faults", "Correct what 'errors' names and send it again.");

    public static readonly ProblemType MalformedBody = new(
        "malformed-body", 400, "The body cannot be read", "Send one well-formed JSON value in UTF-8.");

    public static readonly ProblemType BadRequest = new(
        "bad-request", 400, "The request cannot be understood", "Correct the request and send it again.");

    public static readonly ProblemType Unauthorized = new(
        "unauthorized", 401, "A valid credential is needed",
        "Send Authorization: Bearer with an API token (POST /api/tokens/ or ./run.sh token create makes one), or log in at /github/login.");

    public static readonly ProblemType Forbidden = new(
        "forbidden", 403, "The credential does not allow this", "Use a credential that has the permission that the detail names.");

    public static readonly ProblemType LoginFailed = new(
        "login-failed", 400, "The login cannot be completed", "Begin again at /github/login, in one browser and within ten minutes.");

    public static readonly ProblemType InvalidGrant = new(
        "invalid-grant", 400, "The code or refresh token does not hold", "Begin again at /github/login.");

    public static readonly ProblemType TokenRefused = new(
        "token-refused", 400, "The token does not sign in", "Paste an API token of this site that holds, or make one: ./run.sh token create.");

    public static readonly ProblemType LoginRefused = new(
        "login-refused", 403, "The person may not log in here", "Ask an administrator of the service to remove what the detail names.");

    public static readonly ProblemType CrossSite = new(
        "cross-site", 403, "The request does not come from this service's own pages",
        "Send it from the front end with the header CcatOps-Csrf, or use a bearer token instead of the cookie.");

    public static readonly ProblemType NotFound = new(
        "not-found", 404, "There is no such thing here", "Check the path and the id; /docs lists every path.");

    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed", 405, "The method does not apply here", "Use one of the methods in the header Allow.");

    public static readonly ProblemType Conflict = new(
        "conflict", 409, "The request conflicts with the current state", "Read the record, then decide whether to change the request.");

    public static readonly ProblemType PreconditionFailed = new(
        "precondition-failed", 412, "The record has changed", "Read the record again, and send the change with its new ETag.");

    public static readonly ProblemType BodyTooLarge = new(
        "body-too-large", 413, "The body is too large", "Send less at once: 1 MB, or 16 MB to /raw_data_files/bulk.");

    public static readonly ProblemType TooSlow = new(
        "too-slow", 408, "The body came too slowly", "Send it again, at 240 bytes a second or more.");

    public static readonly ProblemType UriTooLong = new(
        "uri-too-long", 414, "The address is too long", "Ask for less at once; page with limit and cursor.");

    public static readonly ProblemType HeadersTooLarge = new(
        "headers-too-large", 431, "The headers are too large", "Send fewer headers, or shorter ones.");

    public static readonly ProblemType TooManyRequests = new(
        "too-many-requests", 429, "There are too many requests", "Wait for as long as Retry-After says, and send it again; nothing was stored.", 1);

    public static readonly ProblemType TooManyFailedLogins = new(
        "too-many-failed-logins", 429, "Too many credentials were refused", "Correct the credential before it is sent again.", 60);

    public static readonly ProblemType TooManyWaits = new(
        "too-many-waits", 429, "Too many answers are held", "End one of the requests with wait that are under way, or ask without wait.", 1);

    public static readonly ProblemType TooManyStreams = new(
        "too-many-streams", 429, "Too many event streams are open", "Close one of the streams, or poll GET /api/status.", 10);

    public static readonly ProblemType UnsupportedMediaType = new(
        "unsupported-media-type", 415, "The body is of another type", "Send JSON with Content-Type: application/json.");

    public static readonly ProblemType UnsupportedEncoding = new(
        "unsupported-encoding", 415, "The body is compressed in another way", "Send it with Content-Encoding: gzip, or uncompressed.");

    public static readonly ProblemType UnknownReference = new(
        "unknown-reference", 422, "The write names a row that does not exist", "Create the row that is named, or name another.");

    public static readonly ProblemType IdempotencyMismatch = new(
        "idempotency-mismatch", 422, "The Idempotency-Key belongs to another request",
        "Use a new key for a new request; repeat a request unchanged.");

    public static readonly ProblemType WriteRefused = new(
        "write-refused", 422, "The main database refuses the write", "Correct what the detail says; repeating it will not help.");

    public static readonly ProblemType Internal = new(
        "internal", 500, "The service has a fault", "Report the trace_id; the service's log holds the details.");

    public static readonly ProblemType BufferFull = new(
        "buffer-full", 503, "The transaction buffer is full", "Keep the record and send it again; nothing was stored.", 10);

    public static readonly ProblemType BufferUnavailable = new(
        "buffer-unavailable", 503, "The transaction buffer cannot be used",
        "Send it again; a write is safe to repeat with its Idempotency-Key. A read can ask for ?consistency=replica.", 2);

    public static readonly ProblemType SessionsUnavailable = new(
        "sessions-unavailable", 503, "The sessions of this site cannot be read", "Try again; an API token works meanwhile.", 5);

    public static readonly ProblemType GithubUnavailable = new(
        "github-unavailable", 503, "GitHub cannot be reached", "Try again when there is a link; who is logged in stays so.", 30);

    public static readonly ProblemType LocalDatabaseUnavailable = new(
        "local-database-unavailable", 503, "The local database cannot be reached", "Try again; a secondary site still takes critical writes.", 5);

    public static readonly ProblemType MainDatabaseUnavailable = new(
        "main-database-unavailable", 503, "The main database cannot be reached", "Send it again; nothing was stored.", 5);

    public static readonly ProblemType WriteUncertain = new(
        "write-uncertain", 503, "Whether the write took effect is not known",
        "Repeat the request with the same Idempotency-Key or the same id: it takes effect once.", 2);

    public static readonly IReadOnlyList<ProblemType> All =
    [
        Validation, MalformedBody, BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, Conflict, PreconditionFailed, BodyTooLarge,
        TooSlow, UriTooLong, HeadersTooLarge, TooManyRequests, TooManyFailedLogins, TooManyWaits, TooManyStreams, UnsupportedMediaType, UnsupportedEncoding, UnknownReference, IdempotencyMismatch,
        WriteRefused, Internal, BufferFull, BufferUnavailable,
        LocalDatabaseUnavailable, MainDatabaseUnavailable, WriteUncertain,
        LoginFailed, InvalidGrant, TokenRefused, LoginRefused, CrossSite, SessionsUnavailable, GithubUnavailable,
    ];

    /// <summary>The type for a status that comes without more; null when there is none of that status.</summary>
    public static ProblemType? OfStatus(int status) => status == BadRequest.Status
        ? BadRequest
        : All.FirstOrDefault(type => type.Status == status);
}
