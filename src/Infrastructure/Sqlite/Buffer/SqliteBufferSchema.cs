namespace CcatOps.Infrastructure.Sqlite.Buffer;

internal static class SqliteBufferSchema
{
    public static readonly string Sql = Read();

    private static string Read()
    {
        using var stream = typeof(SqliteBufferSchema).Assembly.GetManifestResourceStream(
            typeof(SqliteBufferSchema), $"{nameof(SqliteBufferSchema)}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
