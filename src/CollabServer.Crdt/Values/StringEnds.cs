using System.Buffers;

namespace CollabServer.Crdt.Values;

/// <summary>Bytes at which a run of ordinary characters ends inside JSON string text: quote, backslash, control characters.</summary>
internal static class StringEnds
{
    public static readonly SearchValues<byte> Values = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);
}
