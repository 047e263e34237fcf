namespace CcatOps.Api.Errors;

/// <summary>Learns of every fault before a client is answered.</summary>
internal interface IRefusals
{
    /// <returns>The fault to answer, which may be another.</returns>
    Fault Note(HttpContext context, Fault fault);
}
