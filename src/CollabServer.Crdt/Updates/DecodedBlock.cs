namespace CollabServer.Crdt.Updates;

/// <summary>The structs of one client: <paramref name="Count"/> from <paramref name="First"/> on in <see cref="DecodedUpdate.Structs"/>.</summary>
internal record struct DecodedBlock(int Client, int First, int Count)
{
    public readonly int End => First + Count;
}
