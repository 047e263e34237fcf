using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace CcatOps.Client;

/// <summary>Adds the client to the services of a program.</summary>
public static class CcatOpsServices
{
    /// <summary>
    /// Adds <see cref="CcatOpsClient"/>. A request without an answer, and one that is answered 408, 429 or 5xx, is sent again with growing pauses, or
    /// when the service says (<c>Retry-After</c>): that is safe, because a write that is sent again takes effect once.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="url">The address of the site's API.</param>
    /// <param name="token">The API token.</param>
    /// <param name="patience">How long one request may take with all its repetitions; null: 2 min.</param>
    public static IHttpClientBuilder AddCcatOpsClient(this IServiceCollection services, Uri url, string token, TimeSpan? patience = null)
    {
        var builder = services.AddHttpClient<CcatOpsClient>(client =>
        {
            client.BaseAddress = url.OriginalString.EndsWith('/') ? url : new Uri(url.OriginalString + '/');
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            client.Timeout = Timeout.InfiniteTimeSpan;
        });
        builder.AddResilienceHandler("ccatops", pipeline => pipeline
            .AddTimeout(patience ?? TimeSpan.FromMinutes(2))
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(0.2),
                MaxDelay = TimeSpan.FromSeconds(5),
                UseJitter = true,
            })
            .AddTimeout(TimeSpan.FromSeconds(40)));
        return builder;
    }
}
