using CcatOps.Application.Sessions;
using CcatOps.Domain.Sessions;

namespace CcatOps.Infrastructure.IntegrationTests.Sites;

/// <summary>They are signed by what speaks HTTP, which is not here.</summary>
internal sealed class NoAccessTokens : IAccessTokens
{
    public AccessToken Issue(Session session) => throw new NotSupportedException("There is nothing here that signs tokens.");
}
