using System.Text;
using CollabServer.Crdt.Store;
using Xunit;

namespace CollabServer.Crdt.Tests.Store;

/// <summary>Contents grow where they lie as long as there is room, and never over one another.</summary>
public sealed class ContentArenaTests
{
    private readonly ContentArena _arena = new();

    [Fact]
    public void The_last_content_grows_where_it_lies()
    {
        var start = Append("left");
        Assert.True(_arena.TryExtend(start + 4, "er"u8));
        Assert.Equal("lefter", Text(start, 6));
    }

    [Fact]
    public void A_content_with_another_behind_it_does_not_grow()
    {
        var start = Append("left");
        var other = Append("other");
        Assert.False(_arena.TryExtend(start + 4, "er"u8));
        Assert.Equal("other", Text(other, 5));
    }

    [Fact]
    public void A_joined_content_grows_into_the_room_behind_it_and_is_then_behind_itself()
    {
        var start = Joined("left", "right");
        Assert.True(_arena.TryExtend(start + 9, "12"u8));
        Assert.Equal("leftright12", Text(start, 11));

        // Who has the part before holds nothing that could still grow: its room is taken.
        Assert.False(_arena.TryExtend(start + 9, "34"u8));
        Assert.True(_arena.TryExtend(start + 11, "34"u8));
        Assert.Equal("leftright1234", Text(start, 13));
    }

    [Fact]
    public void What_is_joined_into_the_room_takes_it()
    {
        var start = Joined("left", "right");
        var more = Append("more");
        Assert.Equal(start, _arena.Join(start, 9, more, 4));
        Assert.False(_arena.TryExtend(start + 9, "x"u8));
        var other = Append("else");
        Assert.NotEqual(start, _arena.Join(start, 9, other, 4));
        Assert.Equal("leftrightmore", Text(start, 13));
    }

    [Fact]
    public void The_room_behind_a_joined_content_ends()
    {
        var start = Joined("left", "right");
        var next = Append("next");
        var length = 9;
        while (_arena.TryExtend(start + length, "x"u8))
        {
            length++;
        }

        Assert.Equal("next", Text(next, 4));
        Assert.Equal("leftright" + new string('x', length - 9), Text(start, length));
    }

    /// <summary>Two contents that lay apart, moved together.</summary>
    private int Joined(string left, string right)
    {
        var start = Append(left);
        Append("between");
        return _arena.Join(start, left.Length, Append(right), right.Length);
    }

    private int Append(string text) => _arena.Append(Encoding.UTF8.GetBytes(text));

    private string Text(int start, int size) => Encoding.UTF8.GetString(_arena.Slice(start, size));
}
