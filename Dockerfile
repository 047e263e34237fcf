# The service, without anything that it does not need. See docs/how-to/run-with-docker.md.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/Api/Api.csproj --configuration Release --output /app -p:UseAppHost=false

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
ENTRYPOINT ["dotnet", "CcatOps.Api.dll"]
