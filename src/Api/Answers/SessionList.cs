using CcatOps.Application.Features.Sessions;

namespace CcatOps.Api.Answers;

/// <param name="Items">The sessions, the newest first.</param>
internal sealed record SessionList(IReadOnlyList<SessionView> Items);
