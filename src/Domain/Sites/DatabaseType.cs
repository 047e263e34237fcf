namespace CcatOps.Domain.Sites;

public enum DatabaseType
{
    PostgreSql,
    Sqlite,
}
