namespace CcatOps.Cli.Output;

internal enum OutputFormat
{
    Table,
    Json,
    Csv,
}
