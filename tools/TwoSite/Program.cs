using System.Net.Sockets;
using CcatOps.TwoSite;
using CcatOps.TwoSite.Commands;

try
{
    return await CommandLine.RunAsync(args);
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
catch (RefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return refused.ExitCode;
}
catch (Exception error) when (error is InvalidOperationException or TimeoutException or IOException or HttpRequestException or SocketException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return ExitCodes.Failed;
}
