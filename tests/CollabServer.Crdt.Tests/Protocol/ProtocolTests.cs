using CollabServer.Crdt.Document;
using CollabServer.Crdt.Protocol;
using Xunit;

namespace CollabServer.Crdt.Tests.Protocol;

/// <summary>Messages of y-websocket. The bytes are those of y-protocols 1.0.7.</summary>
public sealed class ProtocolTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Messages_are_written_as_y_protocols_writes_them()
    {
        Assert.Equal("000003010103", await Written(e => e.WriteAsync(new SyncStep1Message([1, 1, 3]), Ct)));
        Assert.Equal("00010D01010100040101740361626300", await Written(e => e.WriteAsync(new SyncStep2Message(Convert.FromHexString("01010100040101740361626300")), Ct)));
        Assert.Equal("0002020000", await Written(e => e.WriteAsync(new SyncUpdateMessage([0, 0]), Ct)));
        Assert.Equal("010B" + "010A01077B2275223A317D", await Written(e => e.WriteAsync(new AwarenessMessage(new AwarenessInformation(10, 1, """{"u":1}""")), Ct)));
        Assert.Equal("0108" + "010A02046E756C6C", await Written(e => e.WriteAsync(new AwarenessMessage(new AwarenessInformation(10, 2, null)), Ct)));
        Assert.Equal("0200026E6F", await Written(e => e.WriteAsync(new AuthErrorMessage("no"), Ct)));
        Assert.Equal("03", await Written(e => e.WriteAsync(new QueryAwarenessMessage(), Ct)));
    }

    [Fact]
    public async Task Several_messages_in_one_frame_are_read_one_by_one()
    {
        var decoder = new BufferDecoder(Convert.FromHexString(
            "000003010103" + "0001020000" + "0002020000" + "010B010A01077B2275223A317D" + "0108010A02046E756C6C" + "0200026E6F" + "03" + "0009"));
        Assert.Equal([1, 1, 3], Assert.IsType<SyncStep1Message>(await decoder.ReadNextMessageAsync(Ct)).StateVector);
        Assert.Equal([0, 0], Assert.IsType<SyncStep2Message>(await decoder.ReadNextMessageAsync(Ct)).Update);
        Assert.Equal([0, 0], Assert.IsType<SyncUpdateMessage>(await decoder.ReadNextMessageAsync(Ct)).Update);
        Assert.Equal([new(10, 1, """{"u":1}""")], Assert.IsType<AwarenessMessage>(await decoder.ReadNextMessageAsync(Ct)).Clients);
        Assert.Equal([new(10, 2, null)], Assert.IsType<AwarenessMessage>(await decoder.ReadNextMessageAsync(Ct)).Clients);
        Assert.Equal("no", Assert.IsType<AuthErrorMessage>(await decoder.ReadNextMessageAsync(Ct)).Reason);
        Assert.IsType<QueryAwarenessMessage>(await decoder.ReadNextMessageAsync(Ct));
        Assert.Equal(new UnknownSyncMessage(9), await decoder.ReadNextMessageAsync(Ct));
        Assert.True(decoder.AtEnd);
        Assert.Equal(new UnknownMessage(77), await new BufferDecoder(new byte[] { 77 }).ReadNextMessageAsync(Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("000005FFFF")]
    [InlineData("0000FFFFFFFF07")]
    [InlineData("0000FFFFFFFFFFFFFF1F")]
    [InlineData("0000FFFFFFFFFFFFFFFFFF01")]
    [InlineData("0104FFFFFF7F")]
    [InlineData("0103010A01")]
    [InlineData("0105010A0101FF")]
    [InlineData("0201")]
    [InlineData("020001FF")]
    public async Task Bytes_that_are_no_message_are_refused(string hex)
    {
        await Assert.ThrowsAsync<ProtocolException>(async () => await new BufferDecoder(Convert.FromHexString(hex)).ReadNextMessageAsync(Ct));
    }

    [Fact]
    public async Task An_announced_length_takes_no_memory()
    {
        // 50 MB announced, which is within the limit, and nothing sent.
        var encoder = new BufferEncoder();
        await encoder.WriteVarUintAsync(50_000_000, Ct);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await Assert.ThrowsAsync<ProtocolException>(async () => await new BufferDecoder(encoder.WrittenMemory).ReadVarUint8ArrayAsync(Ct));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public async Task Long_arrays_and_strings_arrive_whole()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        var text = string.Concat(Enumerable.Repeat("a😀", 50_000));
        var encoder = new BufferEncoder();
        await encoder.WriteVarUint8Array(bytes, Ct);
        await encoder.WriteVarStringAsync(text, Ct);
        await encoder.WriteVarUintAsync((1UL << 53) - 1, Ct);
        var decoder = new BufferDecoder(encoder.ToArray());
        Assert.Equal(bytes, await decoder.ReadVarUint8ArrayAsync(Ct));
        Assert.Equal(text, await decoder.ReadVarStringAsync(Ct));
        Assert.Equal((1UL << 53) - 1, await decoder.ReadVarUintAsync(Ct));
    }

    [Fact]
    public async Task Two_documents_agree_after_both_steps()
    {
        using var server = new Doc();
        using var client = new Doc();
        var (serverText, clientText) = (server.Text("t"), client.Text("t"));
        using (var t = server.WriteTransaction())
        {
            serverText.Insert(t, 0, "server");
        }

        using (var t = client.WriteTransaction())
        {
            clientText.Insert(t, 0, "client");
        }

        await SendMissing(server, client);
        await SendMissing(client, server);
        using var ofServer = server.ReadTransaction();
        using var ofClient = client.ReadTransaction();
        Assert.Equal(serverText.String(ofServer), clientText.String(ofClient));
        Assert.Equal(12u, serverText.Length(ofServer));
    }

    private static async Task SendMissing(Doc from, Doc to)
    {
        var toFrom = new BufferEncoder();
        using (var read = to.ReadTransaction())
        {
            await toFrom.WriteAsync(new SyncStep1Message(read.StateVectorV1()), Ct);
        }

        var question = (SyncStep1Message)await new BufferDecoder(toFrom.WrittenMemory).ReadNextMessageAsync(Ct);
        var fromTo = new BufferEncoder();
        using (var read = from.ReadTransaction())
        {
            await fromTo.WriteAsync(new SyncStep2Message(read.StateDiffV1(question.StateVector)), Ct);
        }

        var answer = (SyncStep2Message)await new BufferDecoder(fromTo.WrittenMemory).ReadNextMessageAsync(Ct);
        using var write = to.WriteTransaction();
        write.ApplyV1(answer.Update);
    }

    private static async Task<string> Written(Func<Encoder, Task> write)
    {
        var encoder = new BufferEncoder();
        await write(encoder);
        return Convert.ToHexString(encoder.ToArray());
    }
}
