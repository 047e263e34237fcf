using System.Buffers;

namespace CcatOps.Api.Requests;

/// <summary>Counts the values of a JSON text that comes in parts. Of a text that is not JSON the counts mean nothing.</summary>
internal struct JsonCount
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"[]{},"u8);
    private static readonly SearchValues<byte> OfText = SearchValues.Create("\"\\"u8);

    private int depth;
    private bool isText;
    private bool isEscaped;

    /// <summary>Values at any depth; an empty array or object counts as two.</summary>
    public int Values { get; private set; }

    /// <summary>Items of the outermost array, or members of the outermost object.</summary>
    public int Items { get; private set; }

    public void Add(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
            part = isText ? AfterText(part) : AfterStructure(part);
    }

    private ReadOnlySpan<byte> AfterText(ReadOnlySpan<byte> part)
    {
        if (isEscaped)
        {
            isEscaped = false;
            return part[1..];
        }

        var at = part.IndexOfAny(OfText);
        if (at < 0)
            return [];
        (isText, isEscaped) = (part[at] == '\\', part[at] == '\\');
        return part[(at + 1)..];
    }

    private ReadOnlySpan<byte> AfterStructure(ReadOnlySpan<byte> part)
    {
        var at = part.IndexOfAny(Structure);
        if (at < 0)
            return [];
        switch (part[at])
        {
            case (byte)'"':
                isText = true;
                break;
            case (byte)'[' or (byte)'{':
                Count(++depth);
                break;
            case (byte)',':
                Count(depth);
                break;
            default:
                depth--;
                break;
        }

        return part[(at + 1)..];
    }

    private void Count(int depthOfValue)
    {
        Values++;
        if (depthOfValue == 1)
            Items++;
    }
}
