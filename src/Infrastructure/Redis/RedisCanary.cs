using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Decides early that Redis does not answer. A command that takes long may be large, or wait behind others: only where a ping gets no answer
/// either is Redis taken for unavailable, long before the client's own timeout.
/// </summary>
/// <param name="patience">How long a ping may take; null: a second. In a process that is late itself it may take twice as long.</param>
/// <param name="clock">Tells whether the process is late; null: the system's.</param>
internal sealed class RedisCanary(TimeSpan? patience = null, TimeProvider? clock = null)
{
    private const int Looks = 5;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    private readonly TimeSpan lookTime = (patience ?? TimeSpan.FromSeconds(1)) / Looks;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly Lock sync = new();
    private Task<bool>? asking;

    /// <summary>Waits for a command for as long as Redis answers.</summary>
    /// <exception cref="RedisSilentException">It does not. The command may have run.</exception>
    public async Task<T> WatchAsync<T>(IDatabase database, Task<T> command)
    {
        while (!command.IsCompleted)
        {
            try
            {
                return await command.WaitAsync(Grace);
            }
            catch (TimeoutException exception) when (exception is not RedisTimeoutException)
            {
                if (await IsAnsweringAsync(database) || command.IsCompleted)
                    continue;
                _ = command.ContinueWith(failed => failed.Exception, TaskContinuationOptions.OnlyOnFaulted);
                throw new RedisSilentException();
            }
        }

        return await command;
    }

    /// <summary>Asks once for all commands that wait.</summary>
    private Task<bool> IsAnsweringAsync(IDatabase database)
    {
        lock (sync)
        {
            if (asking is null or { IsCompleted: true })
                asking = AskAsync(database);
            return asking;
        }
    }

    private async Task<bool> AskAsync(IDatabase database)
    {
        var (answered, ping, most) = (Answered(database), database.PingAsync(), Looks);
        for (var look = 0; look < most; look++)
        {
            var started = clock.GetTimestamp();
            try
            {
                await ping.WaitAsync(lookTime);
                return true;
            }
            catch (Exception exception) when (exception is TimeoutException or RedisException)
            {
                if (ping.IsFaulted)
                    break;
                if (clock.GetElapsedTime(started) > 2 * lookTime)
                    most = 2 * Looks;
            }
        }

        _ = ping.ContinueWith(failed => failed.Exception, TaskContinuationOptions.OnlyOnFaulted);

        // An answer to another command is one too.
        return Answered(database) != answered;
    }

    private static long Answered(IDatabase database)
    {
        var commands = database.Multiplexer.GetCounters().Interactive;
        return commands.CompletedSynchronously + commands.CompletedAsynchronously;
    }
}

/// <summary>Thrown when Redis does not answer, though there is a connection.</summary>
internal sealed class RedisSilentException() : RedisException("it does not answer");
