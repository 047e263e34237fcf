using System.CommandLine;
using CcatOps.Cli.Diagnosis;
using CcatOps.Cli.Output;

namespace CcatOps.Cli.Commands;

/// <summary>The command <c>doctor</c>.</summary>
internal static class DoctorCommand
{
    private const string About =
        "Examine a site through its service: token, databases, replica, durability, clocks, disks, certificate. Each finding has its remedy. "
        + "Exit code 0: nothing is wrong, 7: something is weak or passes, 8: a person has to act.";

    public static Command Create(ClientOptions options) => options.Run(new Command("doctor", About), async (session, _, cancellationToken) =>
    {
        var findings = await Examination.OfAsync(session.Api, TimeProvider.System, cancellationToken);
        session.Print(
            findings.Select(finding => finding.ToJson()).ToItems(),
            () => new(["check", "severity", "finding", "remedy"], [.. findings.Select(each => (string[])[each.Check, each.Severity, each.Text, each.Remedy])]),
            () => Lines(findings, session.Terminal.IsColoured ? Style.Coloured : Style.Plain));
        return findings.Any(finding => finding.Severity == Finding.Attention) ? ExitCodes.NeedsPerson
            : findings.Any(finding => finding.Severity == Finding.Waiting) ? ExitCodes.Waiting
            : ExitCodes.Done;
    });

    private static IEnumerable<string> Lines(IEnumerable<Finding> findings, Style style)
    {
        foreach (var finding in findings)
        {
            yield return style.Of(finding.Severity, PrintableText.Line($"{finding.Severity,-9}  {finding.Check,-11}  {finding.Text}"));
            if (finding.Remedy.Length > 0)
                yield return PrintableText.Line($"{"",-24}{finding.Remedy}");
        }
    }
}
