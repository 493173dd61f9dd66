using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Tests.Json;
using Xunit;

namespace CollabServer.Crdt.Tests.Types;

public sealed class ArrayMoveTests
{
    [Theory]
    [InlineData(0, 0, "0123")]
    [InlineData(0, 1, "0123")]
    [InlineData(0, 2, "1023")]
    [InlineData(0, 4, "1230")]
    [InlineData(3, 0, "3012")]
    [InlineData(2, 1, "0213")]
    [InlineData(3, 4, "0123")]
    public void A_value_comes_before_what_the_target_holds(uint source, uint target, string expected)
    {
        using var doc = new Doc();
        var array = doc.Array("a");
        using var t = doc.WriteTransaction();
        array.InsertRange(t, 0, [.. "0123".Select(c => Input.String(c.ToString()))]);
        array.Move(t, source, target);
        Assert.Equal(expected, string.Concat(array.Iterate(t).Select(v => v.String)));
    }

    [Fact]
    public void Plain_values_and_bytes_stay_what_they_are()
    {
        using var doc = new Doc();
        var array = doc.Array("a");
        using (var t = doc.WriteTransaction())
        {
            array.InsertRange(t, 0, Input.Bytes([1, 2]), Input.Null(), Input.Object(new Dictionary<string, Input> { ["k"] = Input.Collection([]) }), Input.Boolean(true));
            array.Move(t, 0, 4);
            array.Move(t, 1, 0);
        }

        Assert.Equal("""{"a":[{"k":[]},null,true,"AQI="]}""", DocumentJsonTests.JsonOf(doc));
    }

    [Fact]
    public void What_cannot_be_moved_stays()
    {
        using var doc = new Doc();
        var array = doc.Array("a");
        using var t = doc.WriteTransaction();
        array.InsertRange(t, 0, Input.Text("shared"), Input.Doc(new Doc()), Input.Double(1));
        Assert.Throws<YDotNetException>(() => array.Move(t, 0, 3));
        Assert.Throws<YDotNetException>(() => array.Move(t, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Move(t, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Move(t, 2, 4));
        Assert.Equal([OutputTag.Text, OutputTag.Doc, OutputTag.Double], array.Iterate(t).Select(v => v.Tag));
    }
}
