using System.Diagnostics.CodeAnalysis;
using CollabServer.Crdt.Store;

namespace CollabServer.Crdt.Updates;

/// <summary>Keeps what is decoded as rows of a <see cref="DecodedUpdate"/>.</summary>
internal struct DecodedRows(DecodedUpdate target, int source) : IStructSink
{
    /// <summary>Room made at once on the word of an update; beyond it the structs must come first.</summary>
    private const int BelievedStructs = 16 * 1024;

    private int _client;
    private int _first;

    public void BeginBlock(ulong client, int announced, int position)
    {
        _client = target.Clients.Intern(client);
        _first = target.StructCount;
        target.Reserve(Math.Min(announced, BelievedStructs));
    }

    public readonly int Intern(ulong client) => target.Clients.Intern(client);

    [UnscopedRef]
    public readonly ref DecodedStruct Next()
    {
        ref var next = ref target.Next();
        next.Client = _client;
        next.Source = source;
        return ref next;
    }

    public readonly void Take(ref DecodedStruct decoded, int end) => target.Take();

    public readonly void EndBlock()
    {
        if (target.StructCount > _first)
        {
            target.Blocks.Add(new DecodedBlock(_client, _first, target.StructCount - _first));
        }
        else
        {
            target.IsNotCanonical = true;
        }
    }

    public readonly void BeginDeletes(int position)
    {
    }

    public void BeginDeletesOfClient(ulong client, int ranges) => _client = target.Clients.Intern(client);

    public readonly void TakeDelete(long clock, long length) => target.Deletes.Add(new DeletedRange(_client, clock, length));

    public readonly void End(int position)
    {
    }

    public readonly void NoteNotCanonical() => target.IsNotCanonical = true;
}
