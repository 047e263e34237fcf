using CcatOps.Client.Models;

/// <summary>Counts the calls of a session that are answered as they should be.</summary>
internal sealed class Session
{
    public const int Length = 44;

    public int Passed { get; private set; }

    public async Task<T> GrantedAsync<T>(Task<T?> call)
    {
        var answer = await call;
        Passed++;
        return answer ?? throw new InvalidOperationException($"Call {Passed} has an empty answer.");
    }

    /// <summary>Waits for an answer that refuses the call, and holds its problem against what it should be.</summary>
    public async Task<Problem> RefusedAsync(Problem_uri type, int status, Task call)
    {
        try
        {
            await call;
        }
        catch (Problem problem)
        {
            Expect(type, problem.Type);
            Expect(status, problem.Status);
            Expect(status, problem.ResponseStatusCode);
            Passed++;
            return problem;
        }

        throw new InvalidOperationException($"Call {Passed + 1} is not refused.");
    }

    /// <summary>Waits for the answer that a record has not changed, for which Kiota gives null.</summary>
    public async Task UnchangedAsync<T>(Task<T?> call)
    {
        if (await call is not null)
            throw new InvalidOperationException($"After call {Passed} the record has changed.");
        Passed++;
    }

    public void Expect<T>(T expected, T actual)
    {
        if (!Equals(expected, actual))
            throw new InvalidOperationException($"After call {Passed}: {actual} and not {expected}.");
    }
}
