using System.Buffers;

namespace CollabServer.Api;

/// <summary>
/// A buffer that refuses to grow beyond a limit. The JSON of a document can be many times larger than the document: each run of formatted text
/// repeats all marks in force, and clients decide how many those are.
/// </summary>
/// <param name="limit">Bytes.</param>
internal sealed class LimitedOutput(int limit) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Advance(int count)
    {
        _bytes.Advance(count);
        if (_bytes.WrittenCount > limit)
        {
            throw new ContentTooLongException($"The content takes more than {limit} bytes in this form.");
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);
}
