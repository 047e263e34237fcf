using System.Collections.Immutable;
using System.Reflection;
using CcatOps.Domain.Sites;

namespace CcatOps.Domain.Writes;

/// <summary>One kind of request that changes data. Its type is fixed here, not chosen by a client.</summary>
public sealed record Operation(string Name, OperationType Type)
{
    public static readonly Operation StartObservation = new("start_observation", OperationType.Critical);
    public static readonly Operation FinishObservation = new("finish_observation", OperationType.Critical);
    public static readonly Operation ChangeObservation = new("change_observation", OperationType.Critical);
    public static readonly Operation RegisterRawDataFile = new("register_raw_data_file", OperationType.Critical);
    public static readonly Operation RegisterRawDataFiles = new("register_raw_data_files", OperationType.Critical);
    public static readonly Operation CreateDataLocation = new("create_data_location", OperationType.NonCritical);
    public static readonly Operation ChangeDataLocation = new("change_data_location", OperationType.NonCritical);
    public static readonly Operation ReportCapacity = new("report_capacity", OperationType.Critical);
    public static readonly Operation CreateRawDataPackage = new("create_raw_data_package", OperationType.Critical);
    public static readonly Operation FinalizeRawDataPackage = new("finalize_raw_data_package", OperationType.Critical);
    public static readonly Operation MoveRawDataPackage = new("move_raw_data_package", OperationType.Critical);
    public static readonly Operation RecordAuditEvent = new("record_audit_event", OperationType.Critical);
    public static readonly Operation CreateInstrument = new("create_instrument", OperationType.NonCritical);
    public static readonly Operation ChangeInstrument = new("change_instrument", OperationType.NonCritical);
    public static readonly Operation CreateInstrumentModule = new("create_instrument_module", OperationType.NonCritical);
    public static readonly Operation ChangeInstrumentModule = new("change_instrument_module", OperationType.NonCritical);
    public static readonly Operation LogInstrumentConfiguration = new("log_instrument_configuration", OperationType.Critical);
    public static readonly Operation CreateObservingProgram = new("create_observing_program", OperationType.NonCritical);
    public static readonly Operation ChangeObservingProgram = new("change_observing_program", OperationType.NonCritical);
    public static readonly Operation CreateSubObservingProgram = new("create_sub_observing_program", OperationType.NonCritical);
    public static readonly Operation ChangeSubObservingProgram = new("change_sub_observing_program", OperationType.NonCritical);
    public static readonly Operation WriteLogMessage = new("write_log_message", OperationType.Critical);
    public static readonly Operation EditLogMessage = new("edit_log_message", OperationType.Critical);
    public static readonly Operation CreateObsUnit = new("create_obs_unit", OperationType.NonCritical);
    public static readonly Operation SignIn = new("sign_in", OperationType.NonCritical);
    public static readonly Operation ChangeUser = new("change_user", OperationType.NonCritical);
    public static readonly Operation CreateToken = new("create_token", OperationType.NonCritical);
    public static readonly Operation RotateToken = new("rotate_token", OperationType.NonCritical);
    public static readonly Operation RevokeToken = new("revoke_token", OperationType.NonCritical);

    /// <summary>Made where main cannot be asked, so it goes into the buffer.</summary>
    public static readonly Operation CreateEmergencyToken = new("create_emergency_token", OperationType.Critical);

    /// <summary>One that main may not have yet.</summary>
    public static readonly Operation RevokeEmergencyToken = new("revoke_emergency_token", OperationType.Critical);

    /// <summary>Ends any token at a site that may not reach main.</summary>
    public static readonly Operation DenyToken = new("deny_token", OperationType.Critical);

    public static readonly Operation RecordTokenUse = new("record_token_use", OperationType.Critical);

    /// <summary>All operations.</summary>
    public static readonly ImmutableArray<Operation> All =
        [.. typeof(Operation).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Operation>()];
}
