using CcatOps.Application.Features.Tokens;
using CcatOps.Application.Reads;
using MediatR;

namespace CcatOps.Api.Hosting;

/// <summary>The token of the embedded profile, made at its first start.</summary>
/// <param name="Shown">Its value, or a placeholder if the value is no longer known.</param>
/// <param name="About">For the visitor.</param>
internal sealed record FirstToken(string Shown, string About)
{
    /// <summary>Its value at the first start; null later.</summary>
    public string? Value { get; private init; }

    private const string Name = "visitor";

    public static async Task<FirstToken> OfAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var tokens = await mediator.Send(new ListTokens(new Paging { Limit = Paging.LargestLimit }));
        if (tokens.Items.LastOrDefault(token => token.Name == Name) is { } first)
        {
            return new(
                "$TOKEN",
                $"{first.Prefix}…, printed at the first start and kept nowhere; another: export TOKEN=$(./run.sh token create --role admin --name NAME)");
        }

        var made = await mediator.Send(new CreateToken { Name = Name, Owner = Name, Role = "admin", Note = "made at the first start" });
        return new(made.Token, $"{made.Token}  (admin; shown now and not again)") { Value = made.Token };
    }
}
