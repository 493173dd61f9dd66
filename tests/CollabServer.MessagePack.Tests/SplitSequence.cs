using System.Buffers;

namespace CollabServer.MessagePack.Tests;

/// <summary>The same bytes in several pieces, as a pipe would hand them over.</summary>
internal sealed class SplitSequence : ReadOnlySequenceSegment<byte>
{
    private SplitSequence(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    public static ReadOnlySequence<byte> At(ReadOnlyMemory<byte> bytes, int position) => Join(bytes[..position], bytes[position..]);

    public static ReadOnlySequence<byte> IntoSingleBytes(ReadOnlyMemory<byte> bytes) =>
        bytes.IsEmpty ? ReadOnlySequence<byte>.Empty : Join([.. Enumerable.Range(0, bytes.Length).Select(i => bytes.Slice(i, 1))]);

    private static ReadOnlySequence<byte> Join(params ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
    {
        var first = new SplitSequence(pieces[0], 0);
        var last = first;
        foreach (var piece in pieces[1..])
        {
            var next = new SplitSequence(piece, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
