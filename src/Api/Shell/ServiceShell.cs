using CcatOps.Api.Answers;
using CcatOps.Api.Errors;
using CcatOps.Api.Requests;
using CcatOps.Domain.Sites;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;

namespace CcatOps.Api.Shell;

/// <summary>Configures everything between the network and the endpoints.</summary>
internal static class ServiceShell
{
    /// <summary>How long a browser may remember what it may send; the longest that Chromium keeps it.</summary>
    private static readonly TimeSpan PreflightLife = TimeSpan.FromHours(2);

    public static void AddShell(this WebApplicationBuilder builder, ShellConfig shell)
    {
        builder.Services
            .AddSingleton(shell)
            .AddSingleton<RateLimits>()
            .AddSingleton<Refusals>()
            .AddSingleton<IRefusals>(provider => provider.GetRequiredService<Refusals>())
            .AddRequestContent()
            .AddAnswerCompression();
        builder.Services.AddCors(options => options.AddDefaultPolicy(policy =>
        {
            if (shell.FrontendUrl is not { } frontend)
                return;
            policy
                .WithOrigins(frontend.GetLeftPart(UriPartial.Authority))
                .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
                .AllowAnyHeader()
                .AllowCredentials()
                .SetPreflightMaxAge(PreflightLife)
                .WithExposedHeaders(
                    HeaderNames.Location, HeaderNames.Link, HeaderNames.ETag, HeaderNames.RetryAfter, HeaderNames.Allow, HeaderNames.AcceptEncoding,
                    AnswerHeaders.Durability, AnswerHeaders.ReadConsistency, AnswerHeaders.Replayed, TraceHeaders.Name,
                    RateLimitHeaders.Limit, RateLimitHeaders.Remaining, RateLimitHeaders.Reset);
        }));
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix;
            // Every hop is looked for in the list.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in shell.TrustedProxies)
                options.KnownIPNetworks.Add(proxy);
        });
        // The host's own switch believes everybody.
        builder.Configuration["ForwardedHeaders_Enabled"] = "false";
        if (shell.CertificatePath.Length > 0)
            builder.SetCertificate(shell);
    }

    public static void UseOuterShell(this WebApplication app)
    {
        var shell = app.Services.GetRequiredService<ShellConfig>();
        if (shell.TrustedProxies.Count > 0)
            app.UseForwardedHeaders();
        app.UsePublicPath(shell.BasePath);
        app.UseSecurityHeaders();
        app.Use((context, next) =>
        {
            TraceHeaders.AddTo(context);
            return next(context);
        });
        app.UseResponseCompression();
    }

    /// <summary>Behind what turns faults into answers, and before authentication, which may ask a database or GitHub.</summary>
    public static void UseInnerShell(this WebApplication app)
    {
        app.UseRequestLimits();
        app.UseCors();
        app.UseAddressLimits();
        app.UseRequestContent();
    }

    /// <summary>Kestrel reads the files itself, and again when they are replaced.</summary>
    private static void SetCertificate(this WebApplicationBuilder builder, ShellConfig shell)
    {
        const string section = "Kestrel:Certificates:Default";
        builder.Configuration[$"{section}:Path"] = Path.GetFullPath(shell.CertificatePath);
        builder.Configuration[$"{section}:KeyPath"] = Path.GetFullPath(shell.KeyPath);
        if (shell.KeyPassword.Length > 0)
            builder.Configuration[$"{section}:Password"] = shell.KeyPassword;
    }
}
