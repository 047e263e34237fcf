using CcatOps.Application.Writes;
using CcatOps.Domain.Access;

namespace CcatOps.Api.Commands;

/// <summary>A person at the machine's own command line, who may do all: the settings with the passwords are theirs to read.</summary>
internal sealed class CommandContext : IRequestContext
{
    private static readonly Principal Person = new(
        $"{Environment.UserName}@{Environment.MachineName}", PrincipalKind.Local, [], PermissionSet.Everything);

    public string Principal => Person.Name;
    public string? IdempotencyKey => null;
    public Principal Caller => Person;
}
