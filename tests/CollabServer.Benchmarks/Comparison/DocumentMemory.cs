using CollabServer.Benchmarks.Engine;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>Bytes of managed memory that one loaded document keeps.</summary>
internal static class DocumentMemory
{
    private const int Documents = 20;

    public static Sample Measure(byte[] update)
    {
        EngineWork.Load(update, UpdateEncoding.V1);
        var documents = new Doc[Documents];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Documents; i++)
            documents[i] = EngineWork.Load(update, UpdateEncoding.V1);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Documents;
        GC.KeepAlive(documents);
        return new Sample(bytes, bytes, AllocatedBytes: null);
    }
}
