global using AuditReader = CcatOps.Application.Reads.MergedReader<
    CcatOps.Domain.Audit.AuditEvent, CcatOps.Application.Reads.NewestFirst, CcatOps.Application.Reads.AuditFilter>;
global using ExecutedObsUnitReader = CcatOps.Application.Reads.MergedReader<
    CcatOps.Domain.Observations.ExecutedObsUnit, CcatOps.Application.Reads.NewestFirst, CcatOps.Application.Reads.ExecutedObsUnitFilter>;
global using ObsUnitReader = CcatOps.Application.Reads.MergedReader<
    CcatOps.Domain.Observations.ObsUnit, CcatOps.Application.Reads.ById<int>, CcatOps.Application.Reads.ObsUnitFilter>;
global using RawDataFileReader = CcatOps.Application.Reads.MergedReader<
    CcatOps.Domain.Observations.RawDataFile, CcatOps.Application.Reads.ById<System.Guid>, CcatOps.Application.Reads.RawDataFileFilter>;
global using TokenReader = CcatOps.Application.Reads.MergedReader<
    CcatOps.Domain.Access.ApiToken, CcatOps.Application.Reads.NewestFirst, CcatOps.Application.Access.ApiTokenFilter>;
global using UserReader = CcatOps.Application.Reads.MergedReader<
    CcatOps.Domain.Access.User, CcatOps.Application.Reads.ById<System.Guid>, CcatOps.Application.Access.UserFilter>;
global using UserRoleReader = CcatOps.Application.Reads.MergedReader<
    CcatOps.Domain.Access.UserRole, CcatOps.Application.Reads.ById<System.Guid>, CcatOps.Application.Access.UserRoleFilter>;
