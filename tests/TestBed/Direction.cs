namespace CcatOps.TestBed;

/// <summary>The two ways through a delay line.</summary>
public enum Direction
{
    /// <summary>From the client that connected to the line, to the server behind it.</summary>
    ToTarget,

    /// <summary>From the server behind the line, back to the client.</summary>
    ToClient,
}
