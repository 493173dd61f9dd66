using System.Text;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Json;
using CollabServer.Crdt.Document.Options;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Lib0;
using CollabServer.Crdt.Store;
using CollabServer.Crdt.Updates;
using Xunit;

namespace CollabServer.Crdt.Tests.Updates;

/// <summary>Each limit, one step inside and one step outside, and nothing changed by a refusal.</summary>
public sealed class UpdateLimitTests
{
    /// <summary>Client 1, text "abcdef" in root "text".</summary>
    private const string Text = "0101010004010474657874066162636465660" + "0";

    [Fact]
    public void Run_length_columns_cannot_announce_more_structs_than_the_limit()
    {
        using var doc = NewDoc(new UpdateLimits { FreeStructs = 100, MaxStructsPerByte = 1 });
        var update = RunLengthItems(101);
        Refused(doc, update, UpdateEncoding.V2, MalformedUpdateReason.LimitExceeded);
        Assert.Equal(UpdateEffect.Integrated | UpdateEffect.None, Apply(doc, RunLengthItems(100), UpdateEncoding.V2) & UpdateEffect.Integrated);
    }

    /// <summary>All structs of an update count together, in however many blocks they come.</summary>
    [Fact]
    public void Many_clients_cannot_announce_more_structs_than_the_limit_either()
    {
        using var doc = NewDoc(new UpdateLimits { FreeStructs = 100, MaxStructsPerByte = 1 });
        Refused(doc, RunLengthItems(34, clients: 3), UpdateEncoding.V2, MalformedUpdateReason.LimitExceeded);
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, RunLengthItems(33, clients: 3), UpdateEncoding.V2));
    }

    /// <summary>Cut to 32 bits they would be negative, or a length that fits.</summary>
    [Theory]
    [InlineData("ra", 1L << 31)]
    [InlineData("ra", (1L << 32) + 1)]
    [InlineData("rä", 1L << 31)]
    [InlineData("rä", (1L << 32) + 1)]
    [InlineData("ra", 2)]
    public void A_string_is_no_longer_than_its_column(string column, long length)
    {
        using var doc = NewDoc(UpdateLimits.Default);
        Refused(doc, Text(length), UpdateEncoding.V2, MalformedUpdateReason.Truncated);
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, Text(1), UpdateEncoding.V2));

        byte[] Text(long units)
        {
            using var strings = new ByteWriter();
            strings.WriteVarBytes(Encoding.UTF8.GetBytes(column));
            strings.WriteVarInt(1);
            strings.WriteVarInt(units);
            return [0, 0, 1, 1, 0, 0, 1, (byte)ContentKind.String, (byte)strings.Length, .. strings.Written, 1, 1, 0, 0, 1, 1, 0, 0];
        }
    }

    [Fact]
    public void A_state_that_grew_within_the_limits_can_be_loaded_again()
    {
        var limits = new UpdateLimits { FreeStructs = 100, MaxStructsPerByte = 1 };
        using var doc = NewDoc(limits);
        for (var client = 1; client <= 3; client++)
        {
            Assert.Equal(UpdateEffect.Integrated, Apply(doc, RunLengthItems(100, client), UpdateEncoding.V2));
        }

        byte[] state;
        using (var read = doc.ReadTransaction())
        {
            state = read.StateDiffV2(null);
        }

        Assert.InRange(state.Length, 1, 100);
        using var loaded = NewDoc(limits);
        using (var write = loaded.WriteTransaction())
        {
            Assert.Equal(UpdateEffect.Integrated, write.ApplyStored(state, UpdateEncoding.V2));
        }

        Assert.Equal(300, loaded.Store.Count);
    }

    [Fact]
    public void A_value_may_be_nested_up_to_the_limit()
    {
        using var doc = NewDoc(new UpdateLimits { MaxValueDepth = 10 });
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, NestedArrays(10), UpdateEncoding.V1));
        using var other = NewDoc(new UpdateLimits { MaxValueDepth = 10 });
        Refused(other, NestedArrays(11), UpdateEncoding.V1, MalformedUpdateReason.LimitExceeded);
    }

    [Fact]
    public void A_depth_that_would_cost_the_stack_cannot_be_allowed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new UpdateLimits { MaxValueDepth = UpdateLimits.GreatestValueDepth + 1 });
        using var doc = NewDoc(new UpdateLimits { MaxValueDepth = UpdateLimits.GreatestValueDepth });
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, NestedArrays(UpdateLimits.GreatestValueDepth), UpdateEncoding.V1));

        // On the smallest stack that .NET gives a thread by itself.
        var read = "";
        var thread = new Thread(
            () =>
            {
                using var transaction = doc.ReadTransaction();
                read = DocumentJson.ToJson(transaction);
            },
            maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.StartsWith("{\"a\":[[[[", read, StringComparison.Ordinal);
    }

    /// <summary>Names are written once and referred to in run-length columns: without a limit ten kilobytes are a gigabyte in the first encoding.</summary>
    [Theory]
    [InlineData((int)ContentKind.Type)]
    [InlineData((int)ContentKind.Format)]
    public void Names_cannot_be_referred_to_without_limit(int contentKind)
    {
        var kind = (ContentKind)contentKind;
        var limits = new UpdateLimits { MaxRepeatedNameBytes = 1000 };
        using var doc = NewDoc(limits);
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, RepeatedNames(kind, new string('n', 100), count: 11), UpdateEncoding.V2));
        using var other = NewDoc(limits);
        Refused(other, RepeatedNames(kind, new string('n', 100), count: 12), UpdateEncoding.V2, MalformedUpdateReason.LimitExceeded);

        var bomb = RepeatedNames(kind, new string('n', 10_000), count: 100_000);
        using var usual = NewDoc(UpdateLimits.Default);
        Refused(usual, bomb, UpdateEncoding.V2, MalformedUpdateReason.LimitExceeded);
        Assert.Throws<MalformedUpdateException>(() => UpdateBlob.Convert(bomb, UpdateEncoding.V2, UpdateEncoding.V1));
    }

    [Fact]
    public void The_content_of_a_document_is_bounded()
    {
        using var author = new Doc(new DocOptions { Id = 7 });
        var text = author.Text("text");
        using (var transaction = author.WriteTransaction())
        {
            text.Insert(transaction, 0, new string('a', 600));
        }

        var first = StateOf(author);
        using (var transaction = author.WriteTransaction())
        {
            text.Insert(transaction, 600, new string('b', 600));
        }

        using var doc = NewDoc(new UpdateLimits { MaxContentBytes = 1000 });
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, first, UpdateEncoding.V1));
        Refused(doc, StateOf(author), UpdateEncoding.V1, MalformedUpdateReason.LimitExceeded);

        // What is known already takes no room.
        Assert.Equal(UpdateEffect.None, Apply(doc, first, UpdateEncoding.V1));

        // What was deleted makes room.
        using (var transaction = author.WriteTransaction())
        {
            text.RemoveRange(transaction, 0, 600);
        }

        Assert.Equal(UpdateEffect.Integrated, Apply(doc, Convert.FromHexString("00" + "01" + "07" + "01" + "00" + "D804"), UpdateEncoding.V1));
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, StateOf(author), UpdateEncoding.V1));
        Assert.Equal(StateOf(author), StateOf(doc));
    }

    [Fact]
    public void Waiting_structs_are_bounded()
    {
        using var doc = NewDoc(new UpdateLimits { MaxPendingBytes = 200 });
        var taken = 0;
        for (; taken < 100; taken++)
        {
            try
            {
                Assert.Equal(UpdateEffect.Pending, Apply(doc, FarFuture(client: 7, clock: 1000 + (taken * 10)), UpdateEncoding.V1));
            }
            catch (MalformedUpdateException exception)
            {
                Assert.Equal(MalformedUpdateReason.LimitExceeded, exception.Reason);
                break;
            }
        }

        Assert.InRange(taken, 2, 99);
        Assert.InRange(doc.Store.Pending.StructBytes, 1, 200);
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, Convert.FromHexString(Text), UpdateEncoding.V1));
    }

    [Fact]
    public void Waiting_deletions_are_bounded()
    {
        using var doc = NewDoc(new UpdateLimits { MaxPendingDeleteRanges = 3 });
        Assert.Equal(UpdateEffect.Pending, Apply(doc, Convert.FromHexString("000109030001020104" + "01"), UpdateEncoding.V1));
        Refused(doc, Convert.FromHexString("0001080100" + "01"), UpdateEncoding.V1, MalformedUpdateReason.LimitExceeded);

        // Deletions that need not wait are none of the limit's business.
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, Convert.FromHexString(Text), UpdateEncoding.V1));
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, Convert.FromHexString("0001010100" + "01"), UpdateEncoding.V1));
    }

    [Theory]
    [InlineData("", MalformedUpdateReason.Truncated, TransactionUpdateResult.Io)]
    [InlineData("0101", MalformedUpdateReason.Truncated, TransactionUpdateResult.Io)]
    [InlineData("FFFFFFFFFFFFFFFF7F", MalformedUpdateReason.IntegerOutOfRange, TransactionUpdateResult.IntegerOutOfBounds)]
    [InlineData("010101000401047465787401FF00", MalformedUpdateReason.InvalidUtf8, TransactionUpdateResult.UnexpectedValue)]
    [InlineData("01010100170104746578740361626300", MalformedUpdateReason.UnknownContent, TransactionUpdateResult.UnexpectedValue)]
    [InlineData("010101000501047465787401" + "7B00", MalformedUpdateReason.InvalidJson, TransactionUpdateResult.InvalidJson)]
    [InlineData("0101010084010001" + "6100", MalformedUpdateReason.ForwardReference, TransactionUpdateResult.UnexpectedValue)]
    public void Each_kind_of_wrong_has_its_reason_and_its_code(string hex, MalformedUpdateReason reason, TransactionUpdateResult code)
    {
        using var doc = NewDoc(UpdateLimits.Default);
        Refused(doc, Convert.FromHexString(hex), UpdateEncoding.V1, reason);
        using var write = doc.WriteTransaction();
        Assert.Equal(code, write.ApplyV1(Convert.FromHexString(hex)));
    }

    [Fact]
    public void A_hundred_thousand_nested_types_are_deleted_without_recursion()
    {
        const int Depth = 100_000;
        using var doc = NewDoc(UpdateLimits.Default);
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, NestedTypes(Depth), UpdateEncoding.V1));
        Assert.Equal(UpdateEffect.Integrated, Apply(doc, [0, 1, 1, 1, 0, 1], UpdateEncoding.V1));
        BlockStoreInvariants.Check(doc.Store);
        Assert.Equal(2, doc.Store.Count);
    }

    private static byte[] StateOf(Doc doc)
    {
        using var transaction = doc.ReadTransaction();
        return transaction.StateDiffV1([0]);
    }

    private static Doc NewDoc(UpdateLimits limits) => new(new DocOptions { Id = 999, Limits = limits });

    private static UpdateEffect Apply(Doc doc, byte[] update, UpdateEncoding encoding)
    {
        using var write = doc.WriteTransaction();
        return write.Apply(update, encoding);
    }

    private static void Refused(Doc doc, byte[] update, UpdateEncoding encoding, MalformedUpdateReason reason)
    {
        using var write = doc.WriteTransaction();
        var before = write.StateDiffV1(null);
        Assert.Equal(reason, Assert.Throws<MalformedUpdateException>(() => write.Apply(update, encoding)).Reason);
        Assert.Equal(before, write.StateDiffV1(null));
    }

    /// <summary>Deleted items of length 1 without origins in root "t": every column a single run.</summary>
    private static byte[] RunLengthItems(int count, int client = 1, int clients = 1)
    {
        var writer = new UpdateWriterV2();
        writer.WritePlain((ulong)clients);
        for (var next = client + clients - 1; next >= client; next--)
        {
            writer.BeginBlock(count, (ulong)next, 0);
            for (var i = 0; i < count; i++)
            {
                writer.WriteInfo((byte)ContentKind.Deleted);
                writer.WriteParentRoot(default);
                writer.WriteLength(1);
            }
        }

        writer.WritePlain(0);
        return writer.ToArray();
    }

    /// <summary>Elements or marks behind one another in root "r", all with the one name that is written.</summary>
    private static byte[] RepeatedNames(ContentKind kind, string name, int count)
    {
        using var writer = new ByteWriter();
        var repeats = (ulong)count - 2;
        writer.WriteByte(0);
        Column(keyClocks => keyClocks.WriteRun(1, negative: false, (ulong)count));
        Column(clients => clients.WriteRun(1, negative: true, (ulong)count * 2));
        Column(leftClocks =>
        {
            leftClocks.WriteRun(0, negative: false, 1);
            leftClocks.WriteRun(3, negative: false, repeats);
        });
        Column(_ => { });
        Column(infos =>
        {
            infos.WriteByte((byte)kind);
            infos.WriteVarUint(0UL);
            infos.WriteByte((byte)((int)kind | StructInfo.HasOrigin));
        });
        Column(strings =>
        {
            strings.WriteVarBytes(Encoding.ASCII.GetBytes("r" + name));
            strings.WriteVarInt(1);
            strings.WriteVarInt(name.Length);
        });
        Column(parentInfos => parentInfos.WriteByte(1));
        Column(typeRefs => typeRefs.WriteRun((ulong)TypeKind.XmlElement, negative: true, (ulong)count));
        Column(_ => { });
        writer.WriteVarUint(1UL);
        writer.WriteVarUint((ulong)count);
        writer.WriteVarUint(0UL);
        for (var i = 0; i < count && kind == ContentKind.Format; i++)
        {
            writer.WriteByte(AnyTag.Null);
        }

        writer.WriteVarUint(0UL);
        return writer.ToArray();

        void Column(Action<ByteWriter> write)
        {
            using var column = new ByteWriter();
            write(column);
            writer.WriteVarBytes(column.Written);
        }
    }

    private static byte[] NestedArrays(int depth)
    {
        var value = Enumerable.Repeat<byte[]>([117, 1], depth).SelectMany(b => b).Append((byte)126);
        return [1, 1, 1, 0, 8, 1, 1, (byte)'a', 1, .. value, 0];
    }

    private static byte[] FarFuture(byte client, long clock)
    {
        var writer = new UpdateWriterV1();
        writer.WritePlain(1);
        writer.BeginBlock(1, client, clock);
        writer.WriteInfo((byte)ContentKind.Collected);
        writer.WriteLength(5);
        writer.WritePlain(0);
        return writer.ToArray();
    }

    /// <summary>Array in array in array …: each the only child of the one before.</summary>
    private static byte[] NestedTypes(int depth)
    {
        var writer = new UpdateWriterV1();
        writer.WritePlain(1);
        writer.BeginBlock(depth, 1, 0);
        for (var i = 0; i < depth; i++)
        {
            writer.WriteInfo((byte)ContentKind.Type);
            if (i == 0)
            {
                writer.WriteParentRoot("a"u8);
            }
            else
            {
                writer.WriteParentItem(1, i - 1);
            }

            writer.WriteTypeRef((int)TypeKind.Array);
        }

        writer.WritePlain(0);
        return writer.ToArray();
    }
}
