namespace CcatOps.Domain.Buffering;

/// <summary>The part of the buffer that a write may fill.</summary>
public enum BufferRoom
{
    /// <summary>All but the reserve.</summary>
    Whole,

    /// <summary>The reserve too: it ends something that was started.</summary>
    Reserve,

    /// <summary>The first half only: nobody observed anything, the service counted.</summary>
    Half,
}
