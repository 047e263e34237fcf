using CcatOps.Application.Monitoring;
using CcatOps.Domain.Sites;
using CcatOps.Domain.Status;

namespace CcatOps.Infrastructure;

/// <summary>Reports the room on the disks of the journal and of the SQLite files.</summary>
internal sealed class DiskProbe(SiteConfig site) : IDiskProbe
{
    public IReadOnlyList<DiskRoom> Look() => [.. Places().Select(place => Look(place.Name, Path.GetFullPath(place.Path))).OfType<DiskRoom>()];

    private IEnumerable<(string Name, string Path)> Places()
    {
        if (site.HasJournal)
            yield return ("journal", site.TransactionBuffering.JournalPath);
        if (site.IsSecondarySite && site.BufferType == BufferType.Sqlite)
            yield return ("buffer", Path.GetDirectoryName(Path.GetFullPath(site.BufferPath))!);
        if (site.MainDatabase.Type == DatabaseType.Sqlite)
            yield return ("database", Path.GetDirectoryName(Path.GetFullPath(site.MainDatabase.File))!);
    }

    private static DiskRoom? Look(string name, string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);
            return new DiskRoom(name, folder, disk.AvailableFreeSpace, disk.TotalSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
