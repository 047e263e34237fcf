namespace CcatOps.Infrastructure.Sql;

/// <summary>Gathers the conditions of a query from fixed texts; values only ever go into parameters.</summary>
internal sealed class Conditions
{
    private readonly List<string> texts = [];

    public Conditions When(bool applies, string text)
    {
        if (applies)
            texts.Add(text);
        return this;
    }

    public override string ToString() => texts.Count == 0 ? "" : $"where {string.Join(" and ", texts)}";
}
