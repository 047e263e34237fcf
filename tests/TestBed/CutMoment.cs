namespace CcatOps.TestBed;

/// <summary>Whether the bytes that give the signal for a cut still arrive.</summary>
public enum CutMoment
{
    /// <summary>They are lost with the connection.</summary>
    BeforeForwarding,

    /// <summary>They arrive, and nothing more in either direction.</summary>
    AfterForwarding,
}
