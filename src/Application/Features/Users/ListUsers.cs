using CcatOps.Application.Access;
using CcatOps.Application.Reads;
using CcatOps.Application.Reads.Overlay;
using CcatOps.Domain.Access;
using FluentValidation;
using MediatR;

namespace CcatOps.Application.Features.Users;

/// <summary>All users with their roles, the oldest first.</summary>
public sealed record ListUsers(Paging Paging) : IRequest<Listing<UserView>>;

internal sealed class ListUsersHandler(OverlayMirror mirror, MergedReader<User> users, MergedReader<UserRole> roles)
    : IRequestHandler<ListUsers, Listing<UserView>>
{
    public Task<Listing<UserView>> Handle(ListUsers request, CancellationToken cancellationToken) => mirror.ReadAsync(
        request.Paging.Consistency,
        async overlay =>
        {
            var page = await users.ListAsync(overlay, new RecordFilter<User>(), request.Paging, cancellationToken);
            if (page.Items.Count == 0)
                return new Listing<UserView>([], page.Next, page.Count);
            var filter = new RecordFilter<UserRole>().Where(AccessFields.UserOfRole, page.Items.Select(user => user.Id));
            var rolesOf = (await roles.PageAsync(overlay, filter, null, page.Items.Count * Roles.All.Length, cancellationToken))
                .ToLookup(role => role.UserId);
            return new Listing<UserView>(
                [.. page.Items.Select(user => UserView.Of(new KnownUser(user, [.. rolesOf[user.Id]])))], page.Next, page.Count);
        },
        cancellationToken);
}

internal sealed class ListUsersValidator : AbstractValidator<ListUsers>
{
    public ListUsersValidator(IValidator<Paging> paging) =>
        RuleFor(request => request.Paging).SetValidator(paging).OverridePropertyName("");
}
