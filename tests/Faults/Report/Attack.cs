namespace CcatOps.Faults.Report;

/// <summary>The promise that a scenario attacks, and the means.</summary>
/// <param name="Guarantee">The promise, in the words of the table.</param>
/// <param name="Name">The fault.</param>
/// <param name="Times">How often it happened.</param>
/// <param name="IsNegativeControl">Whether loss has to show, so that the bench is known to see it.</param>
internal sealed record Attack(string Guarantee, string Name, int Times, bool IsNegativeControl = false)
{
    public const string Durable = "Durable before answered";
    public const string OneEffect = "One effect";
    public const string Order = "Order per entity";
    public const string Link = "Trouble with the link uses up no attempt";
    public const string Confirmed = "Confirmed means seen";
    public const string Reads = "Reads never go back";
    public const string Pairs = "All of them under pairs of faults, two processes";
    public const string Bounded = "Bounded";
}
