using CcatOps.Client;

/// <summary>Counts the calls of a session that are answered as they should be.</summary>
internal sealed class Session
{
    public const int Length = 44;

    public int Passed { get; private set; }

    public async Task<Answer<T>> GrantedAsync<T>(int status, Task<Answer<T>> call)
    {
        var answer = await call;
        Expect(status, answer.StatusCode);
        Passed++;
        return answer;
    }

    /// <summary>Waits for an answer that refuses the call, and holds its problem against what it should be.</summary>
    public async Task<Problem> RefusedAsync(Problem_uri type, int status, Task call)
    {
        try
        {
            await call;
        }
        catch (ApiException<Problem> exception)
        {
            Expect(type, exception.Result.Type);
            Expect(status, exception.Result.Status);
            Expect(status, exception.StatusCode);
            Passed++;
            return exception.Result;
        }

        throw new InvalidOperationException($"Call {Passed + 1} is not refused.");
    }

    /// <summary>Waits for the answer that a record has not changed.</summary>
    public async Task UnchangedAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (ApiException exception) when (exception.StatusCode == 304)
        {
            Passed++;
            return;
        }

        throw new InvalidOperationException($"After call {Passed} the record has changed.");
    }

    public void Expect<T>(T expected, T actual)
    {
        if (!Equals(expected, actual))
            throw new InvalidOperationException($"After call {Passed}: {actual} and not {expected}.");
    }
}
