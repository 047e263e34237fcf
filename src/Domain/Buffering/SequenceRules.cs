namespace CcatOps.Domain.Buffering;

/// <summary>Sequences never go back, even when the buffer that counted them is lost.</summary>
public static class SequenceRules
{
    /// <summary>More transactions than any buffer holds: what a lost buffer may have given out beyond the markers seen.</summary>
    public const long LostBufferGap = 1_000_000;

    /// <summary>The least value for the site's sequence counter.</summary>
    /// <param name="counter">The buffer's counter; null when the buffer is new or was lost.</param>
    /// <param name="greatestMarker">The greatest sequence of this site among the markers seen; null when there is none.</param>
    public static long Floor(long? counter, long? greatestMarker) => (counter, greatestMarker) switch
    {
        (null, null) => 0,
        (null, { } marker) => marker + LostBufferGap,
        ({ } count, var marker) => Math.Max(count, marker ?? 0),
    };
}
