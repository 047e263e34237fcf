using System.Net.Sockets;
using CcatOps.Bench;
using CcatOps.Bench.Commands;
using CcatOps.Bench.Staging;

try
{
    return args is [OpenService.Verb, .. var hostOptions] ? await OpenService.RunAsync(hostOptions) : await CommandLine.RunAsync(args);
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
catch (FileNotFoundException missing)
{
    await Console.Error.WriteLineAsync(missing.Message);
    return ExitCodes.Unavailable;
}
catch (Exception error) when (error is InvalidOperationException or TimeoutException or IOException or HttpRequestException or SocketException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return ExitCodes.Failed;
}
