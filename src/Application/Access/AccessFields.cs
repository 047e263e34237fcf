using CcatOps.Application.Reads;
using CcatOps.Domain.Access;

namespace CcatOps.Application.Access;

/// <summary>The fields by which users, their roles and tokens are looked up.</summary>
internal static class AccessFields
{
    /// <summary>Finds a token by its present value and by the one before the last rotation.</summary>
    public static readonly FilterField<ApiToken, string> TokenHash =
        Filter.AnyOf((ApiToken token) => token.TokenHash, "With these hashes.")
            .Or(Filter.AnyOf((ApiToken token) => token.PreviousHash!, "With these hashes before the last rotation."));

    public static readonly FilterField<ApiToken, Guid> TokenOwner = Filter.AnyOf((ApiToken token) => token.UserId, "Of these users.");

    public static readonly FilterField<User, string> UserName = Filter.AnyOf((User user) => user.Name, "With these names.");

    public static readonly FilterField<User, long> GithubId = Filter.AnyOf((User user) => user.GithubId, "Linked to these GitHub accounts.");

    public static readonly FilterField<UserRole, Guid> UserOfRole = Filter.AnyOf((UserRole role) => role.UserId, "Of these users.");
}
