using CollabServer.Benchmarks.Engine;
using CollabServer.Benchmarks.Traces;
using CollabServer.Crdt.Updates;

namespace CollabServer.Benchmarks.Comparison;

/// <summary>The engine operations that are compared with Yjs.</summary>
internal static class OperationTable
{
    public static IReadOnlyList<Operation> For(EditTrace trace) =>
    [
        new("apply-stream", $"apply the stream of {trace.Updates.Count:#,0} updates, own transaction each", 8,
            () => Sample.Measure(() => EngineWork.ApplyEach(trace.Updates), Pace.Few)),
        new("apply-stream-many-authors", "the same edits from 242 client ids", 15,
            () => MeasureWith(DerivedInputs.ManyAuthors(trace.Name), EngineWork.ApplyEach, Pace.Few)),
        new("load-v1", "load the final state, V1, warm", 4.9,
            () => Sample.Measure(() => EngineWork.Load(trace.FinalV1, UpdateEncoding.V1), Pace.Usual)),
        new("load-v2", "load the final state, V2, warm", 4.1,
            () => Sample.Measure(() => EngineWork.Load(trace.FinalV2, UpdateEncoding.V2), Pace.Usual)),
        new("first-load", "load V1, first in the process, as built", 5.2, () => FirstLoad.Measure(trace.Name)),
        new("first-load-published", "load V1, first in the process, as published", 5.2, () => FirstLoad.MeasurePublished(trace.Name)),
        new("encode-v1", "encode the state, V1", 11.9,
            () => MeasureWith(EngineWork.Load(trace.FinalV1, UpdateEncoding.V1), doc => EngineWork.Encode(doc, UpdateEncoding.V1), Pace.Many)),
        new("encode-v2", "encode the state, V2", 4.9,
            () => MeasureWith(EngineWork.Load(trace.FinalV1, UpdateEncoding.V1), doc => EngineWork.Encode(doc, UpdateEncoding.V2), Pace.Many)),
        new("diff-from-mid", "diff against a state vector from the middle", 7,
            () => MeasureWith(EngineWork.Load(trace.FinalV1, UpdateEncoding.V1), doc => EngineWork.Encode(doc, UpdateEncoding.V1, trace.MidStateVector), Pace.Many)),
        new("blob-state-vector", "state vector of an update blob", 4.7,
            () => Sample.Measure(() => UpdateBlob.StateVector(trace.FinalV1, UpdateEncoding.V1), Pace.Many)),
        new("blob-diff", "diff of an update blob", 6.2,
            () => Sample.Measure(() => UpdateBlob.Diff(trace.FinalV1, trace.MidStateVector, UpdateEncoding.V1), Pace.Many)),
        new("merge-1000", "merge 1,000 update blobs", 8.5,
            () => MeasureWith(Take(trace, 1000), EngineWork.Merge, Pace.Usual)),
        new("merge-16000", "merge 16,000 update blobs", 58,
            () => MeasureWith(Take(trace, 16_000), EngineWork.Merge, Pace.Usual)),
        new("merge-all", $"merge all {trace.Updates.Count:#,0} update blobs", 0,
            () => Sample.Measure(() => EngineWork.Merge(trace.Updates), Pace.Few), HasPeer: false),
        new("local-edits", "local edits, one character at a time, own transaction each", 5,
            () => MeasureWith(DerivedInputs.Edits(trace.Name), EngineWork.Type, Pace.Few)),
        new("random-edits", "1,000 edits at random places of a text of 100,000 structs", 5,
            () => MeasureWith(new LongText(), static text => text.Edit(), Pace.Few)),
        new("random-lookups", "1,000 sticky indexes at random places of it, made and read", 5,
            () => MeasureWith(new LongText(), static text => text.Look(), Pace.Few)),
        new("memory", "memory of the loaded document", 3.25, () => DocumentMemory.Measure(trace.FinalV1), IsMemory: true),
    ];

    private static ReadOnlyMemory<byte>[] Take(EditTrace trace, int count) => [.. trace.Updates.Take(count)];

    private static Sample MeasureWith<T>(T input, Func<T, object> run, Pace pace) => Sample.Measure(() => run(input), pace);
}
