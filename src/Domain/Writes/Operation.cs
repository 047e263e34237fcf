using CcatOps.Domain.Sites;

namespace CcatOps.Domain.Writes;

/// <summary>One kind of request that changes data. Its type is fixed here, not chosen by a client.</summary>
public sealed record Operation(string Name, OperationType Type)
{
    public static readonly Operation StartObservation = new("start_observation", OperationType.Critical);
    public static readonly Operation FinishObservation = new("finish_observation", OperationType.Critical);
    public static readonly Operation RegisterRawDataFile = new("register_raw_data_file", OperationType.Critical);
    public static readonly Operation RegisterRawDataFiles = new("register_raw_data_files", OperationType.Critical);
    public static readonly Operation RecordAuditEvent = new("record_audit_event", OperationType.Critical);
    public static readonly Operation CreateObsUnit = new("create_obs_unit", OperationType.NonCritical);
}
