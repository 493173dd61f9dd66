#if FAILPOINTS
using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace CollabServer.Documents.Failpoints;

/// <summary>
/// What the environment asks for. <c>COLLAB_FAIL</c>: actions, separated by semicolons. <c>COLLAB_FAIL_WHEN</c>: a file; visits are not counted
/// and nothing happens before it exists. <c>COLLAB_FAIL_TRACE=1</c>: the first visit to each point is noted in any case. Notes go to the standard error.
/// </summary>
internal sealed class FailpointPlan
{
    private readonly FailpointAction[] _actions;
    private readonly string? _when;
    private readonly bool _isTraced;
    private readonly ConcurrentDictionary<string, bool> _traced = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _visits = new(StringComparer.Ordinal);

    private FailpointPlan(string? actions, string? when, bool isTraced)
    {
        _actions = [.. (actions ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(FailpointAction.Parse)];
        _when = string.IsNullOrEmpty(when) ? null : when;
        _isTraced = isTraced;
    }

    public static FailpointPlan Current { get; } = new(
        Environment.GetEnvironmentVariable("COLLAB_FAIL"),
        Environment.GetEnvironmentVariable("COLLAB_FAIL_WHEN"),
        Environment.GetEnvironmentVariable("COLLAB_FAIL_TRACE") == "1");

    public void Hit(string point, DbConnection? connection)
    {
        if (_isTraced && _traced.TryAdd(point, true))
        {
            Note(point, "reached");
        }

        if (_when is not null && !File.Exists(_when))
        {
            return;
        }

        var visit = _visits.AddOrUpdate(point, 1, static (_, visits) => visits + 1);
        foreach (var action in _actions.Where(action => action.IsDue(point, visit)))
        {
            Note(point, action.Verb);
            Perform(action, connection);
        }
    }

    private static void Perform(FailpointAction action, DbConnection? connection)
    {
        switch (action.Verb)
        {
            case "kill":
                using (var self = Process.GetCurrentProcess())
                {
                    self.Kill();
                }

                Block(Timeout.InfiniteTimeSpan);
                break;
            case "throw":
                throw new FailpointException(action.Point);
            case "hang":
                Block(Timeout.InfiniteTimeSpan);
                break;
            case "delay":
                Block(TimeSpan.FromMilliseconds(int.Parse(action.Argument, CultureInfo.InvariantCulture)));
                break;
            case "sql":
                using (var command = (connection ?? throw new NotSupportedException($"{action.Point} has no connection.")).CreateCommand())
                {
                    command.CommandText = action.Argument;
                    command.ExecuteNonQuery();
                }

                break;
        }
    }

    // Whatever is held here stays held: that is what a call that hangs does.
    private static void Block(TimeSpan time)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(time);
    }

    private static void Note(string point, string what) => Console.Error.WriteLine($"failpoint {point}: {what}");
}
#endif
