namespace CcatOps.TestBed.Processes;

/// <summary>The last lines that a process printed; bounded, so that a long run does not grow.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 5_000;
    private readonly Queue<string> _lines = new();

    public string Text
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            if (_lines.Count == MaxLines)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }
}
