using CcatOps.Cli;
using CcatOps.Cli.Help;

if (!ServerVerbs.Claim(args, Environment.GetEnvironmentVariable))
    return await new ClientCommandLine().RunAsync(args);

var own = args is ["docs", ..] ? CommandLinePage.Update(args.Contains("--check")) : ExitCodes.Done;
var server = AppDomain.CurrentDomain.ExecuteAssemblyByName(ServerVerbs.Assembly, args);
return server == ExitCodes.Done ? own : server;
