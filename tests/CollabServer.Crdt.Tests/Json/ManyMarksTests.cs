using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Json;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Json;

/// <summary>
/// Many marks in force while one of them changes behind each character: a formatted run has all of them as attributes, so that 100 kB of
/// update would take gigabytes as soon as somebody looked at the runs one by one and kept them.
/// </summary>
public sealed class ManyMarksTests : IDisposable
{
    private const int Marks = 3000;

    private readonly byte[] _update = Update();
    private readonly Doc _doc = new(new DocOptions { Id = 999 });

    public ManyMarksTests()
    {
        using var write = _doc.WriteTransaction();
        Assert.Equal(UpdateEffect.Integrated, write.Apply(_update, UpdateEncoding.V1));
    }

    [Fact]
    public void The_words_are_read_without_the_marks()
    {
        using var read = _doc.ReadTransaction();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var words = DocumentText.Read(read, "x");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * _update.Length);
        Assert.Equal(new string('a', Marks), words);
    }

    [Fact]
    public void Documents_are_compared_without_writing_what_they_show()
    {
        using var same = new Doc();
        using (var read = _doc.ReadTransaction())
        using (var write = same.WriteTransaction())
        {
            write.ApplyStored(read.StateDiffV2(null), UpdateEncoding.V2);
        }

        using var left = _doc.ReadTransaction();
        using var right = same.ReadTransaction();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(left.ShowsSameAs(right));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * _update.Length);
    }

    /// <summary>Who sets a limit to the output is not made to hold more than that.</summary>
    [Fact]
    public void Json_is_written_run_by_run()
    {
        using var read = _doc.ReadTransaction();
        var output = new CountingBuffer();
        var before = GC.GetAllocatedBytesForCurrentThread();
        DocumentJson.Write(read, output);
        Assert.InRange(output.Written, 20_000_000, long.MaxValue);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, output.Written * 6);
        Assert.InRange(output.Buffered, 0, 1_000_000);
    }

    public void Dispose() => _doc.Dispose();

    /// <summary>An XML text as the one child of root "x".</summary>
    private static byte[] Update()
    {
        var writer = new UpdateWriterV1();
        writer.WritePlain(1);
        writer.BeginBlock(1 + (3 * Marks), 1, 0);
        writer.WriteItem((byte)ContentKind.Type, 0, 0, 0, 0);
        writer.WriteParentRoot("x"u8);
        writer.WriteTypeRef((int)TypeKind.XmlText);
        var clock = 1L;
        for (var i = 0; i < Marks; i++)
        {
            Mark($"k{i}", i);
        }

        for (var i = 0; i < Marks; i++)
        {
            Mark("k0", i + 1);
            Head(ContentKind.String);
            writer.WriteText("a"u8, new Slice(0, 1), 1, mayHoldLoneSurrogates: false);
        }

        writer.WritePlain(0);
        return writer.ToArray();

        void Mark(string key, int value)
        {
            Head(ContentKind.Format);
            using var content = new ByteWriter();
            content.WriteVarText(System.Text.Encoding.UTF8.GetBytes(key));
            content.WriteVarText(System.Text.Encoding.UTF8.GetBytes($"{value}"));
            writer.WriteFormat(content.Written, isJson: true);
        }

        void Head(ContentKind kind)
        {
            if (clock == 1)
            {
                writer.WriteItem((byte)kind, 0, 0, 0, 0);
                writer.WriteParentItem(1, 0);
            }
            else
            {
                writer.WriteItem((byte)((int)kind | StructInfo.HasOrigin), 1, clock - 1, 0, 0);
            }

            clock++;
        }
    }

    private sealed class CountingBuffer : System.Buffers.IBufferWriter<byte>
    {
        private byte[] _bytes = new byte[64 * 1024];

        public long Written { get; private set; }

        public int Buffered => _bytes.Length;

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.Length >= sizeHint ? _bytes : _bytes = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
