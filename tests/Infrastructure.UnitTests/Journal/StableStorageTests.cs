using System.IO.Pipes;
using CcatOps.Infrastructure.Journal;
using Microsoft.Win32.SafeHandles;

namespace CcatOps.Infrastructure.UnitTests.Journal;

internal sealed class StableStorageTests
{
    [Test]
    public void Failed_fsync_of_a_file_is_thrown()
    {
        // The kernel refuses to fsync a pipe.
        using var pipe = new AnonymousPipeServerStream();
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.That(() => StableStorage.SyncFile(handle), Throws.InstanceOf<IOException>());
    }
}
