using CcatOps.Application.Reads;
using CcatOps.Domain.Storage;

namespace CcatOps.Application.Resources;

/// <summary>The sites at which data are stored.</summary>
public static class DataSites
{
    public static readonly Resource<DataSite> Resource = new()
    {
        Name = "site",
        Title = "Data locations",
        About = "Where data are stored, and how much room there is.",
        Route = "/site",
        Filters = [Filter.AnyName((DataSite site) => site.ShortName, "With these short names, in any case.")],
        Answer = """{"id": 1, "short_name": "ccat", "name": "CCAT Observatory", "location": "Cerro Chajnantor, Chile"}""",
    };
}
