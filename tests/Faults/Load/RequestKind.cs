namespace CcatOps.Faults.Load;

internal enum RequestKind
{
    Start,
    Finish,
    File,
    Bulk,
    Invalid,
}
