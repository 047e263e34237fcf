namespace CcatOps.Domain.Buffering;

public enum DrainState
{
    /// <summary>Applies what is buffered, or has nothing to apply.</summary>
    Running,
    WaitingForMain,
    Paused,

    /// <summary>Another process of this site drains.</summary>
    Standby,

    /// <summary>This site never buffers.</summary>
    Disabled,
}
