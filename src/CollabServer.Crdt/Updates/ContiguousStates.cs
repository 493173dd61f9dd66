using System.Diagnostics.CodeAnalysis;

namespace CollabServer.Crdt.Updates;

/// <summary>How far each client's structs reach that begin at clock 0 and have no gap: the state vector of an update. Keeps no struct.</summary>
internal struct ContiguousStates() : IStructSink
{
    private readonly List<(ulong Client, long Clock)> _states = [];
    private DecodedStruct _next;
    private ulong _client = ulong.MaxValue;
    private long _end;
    private bool _isOpen;

    /// <summary>In the order of the update, without clients that have none.</summary>
    public readonly IReadOnlyList<(ulong Client, long Clock)> States => _states;

    /// <summary>Some client does not come behind all higher ones, and so may come twice.</summary>
    public bool IsUnordered { get; private set; }

    public void BeginBlock(ulong client, int announced, int position)
    {
        IsUnordered |= client >= _client;
        (_client, _end, _isOpen) = (client, 0, true);
    }

    public readonly int Intern(ulong client) => 0;

    [UnscopedRef]
    public ref DecodedStruct Next()
    {
        _next = default;
        return ref _next;
    }

    public void Take(ref DecodedStruct decoded, int end)
    {
        _isOpen &= decoded.Clock == _end && !decoded.IsSkip;
        _end = _isOpen ? decoded.End : _end;
    }

    public readonly void EndBlock()
    {
        if (_end > 0)
        {
            _states.Add((_client, _end));
        }
    }

    public readonly void BeginDeletes(int position)
    {
    }

    public readonly void BeginDeletesOfClient(ulong client, int ranges)
    {
    }

    public readonly void TakeDelete(long clock, long length)
    {
    }

    public readonly void NoteNotCanonical()
    {
    }

    public readonly void End(int position)
    {
    }
}
