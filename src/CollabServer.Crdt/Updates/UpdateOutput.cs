using System.Buffers;

namespace CollabServer.Crdt.Updates;

/// <summary>Where the bytes of an operation go: into the caller's buffer (then the array returned is empty) or, without one, into an array.</summary>
internal static class UpdateOutput
{
    public static byte[] Deliver(ReadOnlySpan<byte> bytes, IBufferWriter<byte>? output)
    {
        var target = Room(bytes.Length, output, out var array);
        bytes.CopyTo(target);
        output?.Advance(bytes.Length);
        return array;
    }

    public static byte[] Deliver<TWriter>(ref TWriter writer, IBufferWriter<byte>? output)
        where TWriter : struct, IUpdateWriter
    {
        if (output is null)
        {
            return writer.ToArray();
        }

        writer.CopyTo(output);
        return [];
    }

    /// <summary>So many bytes to write to; <see cref="IBufferWriter{T}.Advance"/> is left to the caller.</summary>
    public static Span<byte> Room(int length, IBufferWriter<byte>? output, out byte[] array)
    {
        if (output is not null)
        {
            array = [];
            return output.GetSpan(length)[..length];
        }

        return array = GC.AllocateUninitializedArray<byte>(length);
    }
}
