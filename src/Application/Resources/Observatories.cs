using CcatOps.Application.Reads;
using CcatOps.Domain.Observations;

namespace CcatOps.Application.Resources;

/// <summary>The observatories.</summary>
public static class Observatories
{
    public static readonly Resource<Observatory> Resource = new()
    {
        Name = "observatory",
        Title = "Observatories",
        About = "The observatories that have telescopes.",
        Route = "/api/observatories",
        Filters = [Filter.AnyName((Observatory observatory) => observatory.Name, "With these names, in any case.")],
        Answer = """{"id": 1, "name": "CCAT", "description": "CCAT Observatory, Cerro Chajnantor, Chile"}""",
    };
}
