using System.Runtime.InteropServices;

namespace CollabServer.Crdt.Updates;

/// <summary>Puts deletions into the order of the wire (clients descending, clocks ascending, touching ranges joined) and writes them.</summary>
internal static class DeleteSetWriter
{
    /// <summary>Sorts and joins in place.</summary>
    public static void Normalize(List<DeletedIdRange> ranges)
    {
        if (ranges.Count < 2)
        {
            return;
        }

        var span = CollectionsMarshal.AsSpan(ranges);
        if (!IsSorted(span))
        {
            span.Sort(static (a, b) => a.Client != b.Client ? b.Client.CompareTo(a.Client) : a.Clock.CompareTo(b.Clock));
        }

        var kept = 0;
        for (var i = 1; i < span.Length; i++)
        {
            var last = span[kept];
            var next = span[i];
            if (last.Client == next.Client && last.End >= next.Clock)
            {
                span[kept] = last with { Length = Math.Max(last.Length, next.End - last.Clock) };
            }
            else
            {
                span[++kept] = next;
            }
        }

        CollectionsMarshal.SetCount(ranges, kept + 1);
    }

    private static bool IsSorted(ReadOnlySpan<DeletedIdRange> ranges)
    {
        for (var i = 1; i < ranges.Length; i++)
        {
            if (ranges[i].Client > ranges[i - 1].Client
                || (ranges[i].Client == ranges[i - 1].Client && ranges[i].Clock < ranges[i - 1].Clock))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes normalized ranges.</summary>
    public static void Write<TWriter>(ref TWriter writer, List<DeletedIdRange> ranges)
        where TWriter : struct, IUpdateWriter
    {
        var span = CollectionsMarshal.AsSpan(ranges);
        var clients = 0;
        for (var i = 0; i < span.Length; i++)
        {
            clients += i == 0 || span[i].Client != span[i - 1].Client ? 1 : 0;
        }

        writer.WritePlain((ulong)clients);
        for (var i = 0; i < span.Length;)
        {
            var end = i + 1;
            while (end < span.Length && span[end].Client == span[i].Client)
            {
                end++;
            }

            writer.BeginDeletesOfClient(span[i].Client, end - i);
            for (; i < end; i++)
            {
                writer.WriteDelete(span[i].Clock, span[i].Length);
            }
        }
    }
}
