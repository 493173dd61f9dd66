namespace CollabServer.Crdt.Lib0;

/// <summary>A stretch of bytes inside a buffer known from the context.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public int End => Start + Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> buffer) => buffer.Slice(Start, Length);
}
