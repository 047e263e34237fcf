using System.Diagnostics;
using StackExchange.Redis;

namespace CcatOps.Infrastructure.Redis;

/// <summary>
/// Decides early that Redis does not answer. A command that takes long may be large, or wait behind others: only where a ping gets no answer
/// either is Redis taken for unavailable, long before the client's own timeout.
/// </summary>
/// <param name="patience">How long a ping may take; null: a second.</param>
internal sealed class RedisCanary(TimeSpan? patience = null)
{
    private const int Looks = 5;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    private readonly TimeSpan lookTime = (patience ?? TimeSpan.FromSeconds(1)) / Looks;

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
        var (answered, ping, isLate) = (Answered(database), database.PingAsync(), false);
        for (var look = 0; look < Looks; look++)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await ping.WaitAsync(lookTime);
                return true;
            }
            catch (Exception exception) when (exception is TimeoutException or RedisException)
            {
                if (ping.IsFaulted)
                    break;
                isLate |= Stopwatch.GetElapsedTime(started) > 2 * lookTime;
            }
        }

        _ = ping.ContinueWith(failed => failed.Exception, TaskContinuationOptions.OnlyOnFaulted);

        // An answer to another command is one too. A process that is late itself cannot tell.
        return isLate || Answered(database) != answered;
    }

    private static long Answered(IDatabase database)
    {
        var commands = database.Multiplexer.GetCounters().Interactive;
        return commands.CompletedSynchronously + commands.CompletedAsynchronously;
    }
}

/// <summary>Thrown when Redis does not answer, though there is a connection.</summary>
internal sealed class RedisSilentException() : RedisException("it does not answer");
