using System.Text;

namespace CcatOps.Infrastructure.Journal;

/// <summary>The file that identifies a journal and the site to which it belongs.</summary>
internal static class JournalIdentity
{
    private const string SitePrefix = "site: ";

    /// <summary>Reads the folder's id, or creates one: of several processes that start at once, one creates it and all read it.</summary>
    /// <exception cref="JournalUnavailableException">The file has no id, or the journal belongs to another site.</exception>
    public static Guid ReadOrCreate(string folder, string siteName)
    {
        var path = Path.Combine(folder, "journal.id");
        FileOnce.Create(path, Content(Guid.NewGuid(), siteName));
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || !Guid.TryParse(lines[0], out var id))
        {
            throw new JournalUnavailableException(
                $"{path} holds no id. Delete it with all processes of the site stopped; the buffer is then rebuilt.");
        }

        // A journal of an earlier version names no site: it is this site's from now on.
        if (lines.Length < 2)
            FileOnce.Replace(path, Content(id, siteName));
        else if (lines[1] != $"{SitePrefix}{siteName}")
            throw new JournalUnavailableException($"it belongs to another site ({lines[1]}; this is {siteName}). Set JOURNAL_PATH to a folder of this site's own.");
        return id;
    }

    private static byte[] Content(Guid id, string siteName) => Encoding.UTF8.GetBytes($"{id}\n{SitePrefix}{siteName}\n");
}
