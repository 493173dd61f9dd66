namespace CollabServer.Crdt.Updates;

/// <summary>The bytes of the updates that were decoded together, by <see cref="DecodedStruct.Source"/>.</summary>
internal readonly ref struct UpdateSources
{
    private readonly ReadOnlySpan<byte> _single;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>>? _many;

    public UpdateSources(ReadOnlySpan<byte> single) => _single = single;

    public UpdateSources(IReadOnlyList<ReadOnlyMemory<byte>> many) => _many = many;

    public ReadOnlySpan<byte> this[int source] => _many is null ? _single : _many[source].Span;
}
