using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace CcatOps.Infrastructure.Journal;

/// <summary>
/// Memory that the processes of a site share: the generation of the buffer, and for each process how many of its answered writes are not in
/// the journal. A mapped file, so that reading it costs no system call.
/// </summary>
internal sealed class SharedState : IDisposable
{
    /// <summary>The most processes of one site on one machine.</summary>
    private const int Slots = 32;

    private const int SlotBytes = 64;
    private const int FileBytes = 4096;
    private const int PendingOffset = 8;
    private const int OldClaimsOffset = 8;

    private readonly string folder;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly IDisposable right;
    private readonly int own;

    /// <exception cref="JournalUnavailableException">There are too many processes.</exception>
    public SharedState(string folder)
    {
        this.folder = folder;
        var path = Path.Combine(folder, "shared.state");

        // Written whole: touching a page that a full disk cannot hold would end the process.
        FileOnce.Create(path, new byte[FileBytes]);
        (own, right) = TakeSlot();
        file = MemoryMappedFile.CreateFromFile(
            File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), null, FileBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, FileBytes);
        Pending = 0;
    }

    /// <summary>
    /// Another value whenever a process begins to rebuild the buffer, or to accept without it. A write whose record reached the journal under
    /// another generation than it began in may have been missed, and must be sought in the buffer before it is answered.
    /// </summary>
    public long Generation
    {
        get
        {
            // Earlier writes of this process must be visible to one that changes it, and the other way round.
            Interlocked.MemoryBarrier();
            return view.ReadInt64(0);
        }
    }

    /// <summary>How many answered writes of this process are not in the journal.</summary>
    public long Pending
    {
        set => view.Write(SlotOffset(own) + PendingOffset, value);
    }

    /// <summary>
    /// The generation in which the buffer was rebuilt without the claims of settled transactions; 0: it has them. It outlives the processes. A
    /// power cut may lose it: then the markers of the replica answer for these claims, as they do for claims that expired.
    /// </summary>
    public long OldClaimsMissingSince => view.ReadInt64(OldClaimsOffset);

    /// <summary>Begins a generation, before the journal is read.</summary>
    public void ChangeGeneration()
    {
        view.Write(0, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))));
        Interlocked.MemoryBarrier();
    }

    /// <summary>The buffer lacks the claims of settled transactions from this generation on.</summary>
    public void NoteOldClaimsMissing() => view.Write(OldClaimsOffset, Generation);

    /// <summary>
    /// The claims that were missing since a generation are back, unless the buffer was rebuilt again. Call it while holding the right to rebuild.
    /// </summary>
    public void NoteOldClaimsBack(long generation)
    {
        if (OldClaimsMissingSince == generation)
            view.Write(OldClaimsOffset, 0L);
    }

    /// <summary>This process has put its pending writes into the buffer in this generation.</summary>
    public void Contribute(long generation) => view.Write(SlotOffset(own), generation);

    /// <summary>Whether another process that runs has pending writes, and has not put them into the buffer in this generation.</summary>
    public bool HasOthersPending(long generation) => Enumerable.Range(0, Slots).Any(slot =>
        slot != own
        && view.ReadInt64(SlotOffset(slot) + PendingOffset) > 0
        && view.ReadInt64(SlotOffset(slot)) != generation
        && IsTaken(slot));

    public void Dispose()
    {
        if (!view.CanWrite)
            return;
        Pending = 0;
        view.Dispose();
        file.Dispose();
        right.Dispose();
    }

    private (int Slot, IDisposable Right) TakeSlot()
    {
        for (var slot = 0; slot < Slots; slot++)
        {
            if (FolderLock.TryTake(LockOf(slot)) is { } taken)
                return (slot, taken);
        }

        throw new JournalUnavailableException($"more than {Slots} processes use it.");
    }

    private bool IsTaken(int slot)
    {
        using var free = FolderLock.TryTake(LockOf(slot));
        return free is null;
    }

    private string LockOf(int slot) => Path.Combine(folder, $"process-{slot}.lock");

    private static int SlotOffset(int slot) => SlotBytes + (slot * SlotBytes);
}
