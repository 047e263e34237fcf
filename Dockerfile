# The service, without anything that it does not need. See docs/how-to/run-with-docker.md.
# The images have exact tags and no digests: none could be looked up where this file was written. `docker buildx imagetools inspect IMAGE` prints
# the digest of a tag; put it behind the tag (…-noble@sha256:…) to build from these bytes only.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /source
COPY . .
# Locked: a package that is not the one of packages.lock.json ends the build.
RUN dotnet restore src/Cli/Cli.csproj --locked-mode \
    && dotnet publish src/Cli/Cli.csproj --configuration Release --no-restore --output /app -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble
WORKDIR /app
COPY --from=build /app ./
COPY config/ ./config/
COPY --chmod=0755 deploy/health.sh /usr/local/bin/ccat-ops-health
# DOTNET_EnableDiagnostics=0: diagnostics would write to /tmp, and the root file system is meant to be read-only.
ENV ASPNETCORE_HTTP_PORTS=8000 DOTNET_EnableDiagnostics=0
# What a volume that is mounted here for the first time belongs to.
RUN install --directory --owner $APP_UID /app/data
USER $APP_UID
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["ccat-ops-health", "/health/live"]
ENTRYPOINT ["dotnet", "ccatops.dll"]
