using System.Runtime.CompilerServices;

namespace CollabServer.Crdt.Lib0;

/// <summary>A place in the buffer of a <see cref="ByteWriter"/> that is being written to; see <see cref="ByteWriter.Open"/>.</summary>
/// <param name="next">The next byte to write.</param>
/// <param name="last">The last byte of the buffer. (Not the one behind: a reference to that would not keep to the buffer when it is moved.)</param>
internal ref struct WritePlace(ref byte next, ref byte last)
{
    public ref byte Next = ref next;

    private readonly ref byte _last = ref last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool HasRoom(int count) => Unsafe.ByteOffset(ref Next, in _last) >= count;
}
