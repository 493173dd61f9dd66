namespace CollabServer.Crdt.Lib0;

/// <summary>A stretch of bytes inside a buffer known from the context.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>The slice that <see cref="Pack"/> put into one number.</summary>
    public static Slice Unpack(long packed) => new((int)(packed >> 32), (int)packed);

    public long Pack() => ((long)Start << 32) | (uint)Length;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> buffer) => buffer.Slice(Start, Length);
}
