using System.Reflection;
using System.Runtime.CompilerServices;
using CollabServer.Documents.Log;

namespace CollabServer.Storage.Tests.Faults;

/// <summary>Counts the calls to all ports of a store together and lets one of them go wrong. Thread-safe.</summary>
internal sealed class FaultyCalls(int failing, CallFault fault, TimeSpan stall)
{
    private int _calls;

    /// <summary>Calls so far.</summary>
    public int Count => Volatile.Read(ref _calls);

    /// <summary>What went wrong; null as long as nothing did.</summary>
    public string? Fired { get; private set; }

    public T Around<T>(T port)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Port>();
        ((Port)(object)proxy).Bind(port, this);
        return proxy;
    }

    private bool IsMine(string call)
    {
        if (Interlocked.Increment(ref _calls) != failing)
        {
            return false;
        }

        Fired = call;
        return true;
    }

    private async Task<TResult> CallAsync<TResult>(MethodInfo method, Func<Task<TResult>> call)
    {
        if (!IsMine(method.Name))
        {
            return await call();
        }

        switch (fault)
        {
            case CallFault.Throws:
                throw Failure(method, WriteOutcome.RolledBack);
            case CallFault.IsCancelled:
                throw new OperationCanceledException();
            case CallFault.Stalls:
                await Task.Delay(stall, TimeProvider.System);
                return await call();
            default:
                await call();
                throw Failure(method, WriteOutcome.Unknown);
        }
    }

    private async IAsyncEnumerable<TItem> ItemsAsync<TItem>(
        MethodInfo method, Func<IAsyncEnumerable<TItem>> call, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var isMine = IsMine(method.Name);
        if (isMine && fault == CallFault.Stalls)
        {
            await Task.Delay(stall, TimeProvider.System, ct);
        }
        else if (isMine && fault != CallFault.ThrowsAfterwards)
        {
            throw fault == CallFault.Throws ? Failure(method, WriteOutcome.RolledBack) : new OperationCanceledException();
        }

        await foreach (var item in call().WithCancellation(ct))
        {
            yield return item;
        }

        if (isMine && fault == CallFault.ThrowsAfterwards)
        {
            throw Failure(method, WriteOutcome.RolledBack);
        }
    }

    // An append says what became of it, as its contract demands; whatever else a store offers fails as its driver does.
    private static Exception Failure(MethodInfo method, WriteOutcome outcome) =>
        method.Name == nameof(IUpdateLog.AppendAsync)
            ? new LogWriteException(outcome, "The test made this append fail.", innerException: null)
            : new IOException("The test made this call fail.");

    /// <summary>One port with faults in the way, whatever its methods are.</summary>
    internal class Port : DispatchProxy
    {
        private object _target = null!;
        private FaultyCalls _calls = null!;

        public void Bind(object target, FaultyCalls calls) => (_target, _calls) = (target, calls);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var result = targetMethod!.ReturnType;
            if (!result.IsGenericType)
            {
                throw new NotSupportedException($"{targetMethod} returns nothing that can be waited for.");
            }

            var around = result.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(CallAsync) : nameof(ItemsAsync);
            var call = typeof(Port).GetMethod(nameof(Call), BindingFlags.Instance | BindingFlags.NonPublic)!
                .MakeGenericMethod(result)
                .Invoke(this, [targetMethod, args]);
            object?[] arguments = around == nameof(CallAsync) ? [targetMethod, call] : [targetMethod, call, CancellationToken.None];
            return typeof(FaultyCalls).GetMethod(around, BindingFlags.Instance | BindingFlags.NonPublic)!
                .MakeGenericMethod(result.GetGenericArguments())
                .Invoke(_calls, arguments);
        }

        private Func<TResult> Call<TResult>(MethodInfo method, object?[]? args) => () => (TResult)method.Invoke(_target, args)!;
    }
}
