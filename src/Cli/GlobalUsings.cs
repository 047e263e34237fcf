global using System.Text.Json.Nodes;
global using CcatOps.Api.Hosting;
global using CcatOps.Domain.Status;
