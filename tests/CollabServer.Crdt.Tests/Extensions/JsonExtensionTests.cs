using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.Types.Maps;
using CollabServer.Crdt.Extensions;
using Xunit;

namespace CollabServer.Crdt.Tests.Extensions;

public sealed class JsonExtensionTests : IDisposable
{
    private readonly Doc _doc = new();
    private readonly Map _map;

    public JsonExtensionTests() => _map = _doc.Map("map");

    [Theory]
    [InlineData("""{"a":1,"b":[true,null,{"c":"u"}]}""", OutputTag.JsonObject)]
    [InlineData("""[1,[2.5,"x"],{"a":[3]}]""", OutputTag.Array)]
    [InlineData("12.5", OutputTag.Double)]
    [InlineData("\"text\"", OutputTag.String)]
    [InlineData("false", OutputTag.Boolean)]
    [InlineData("null", OutputTag.Null)]
    public void Json_comes_back_as_it_went_in(string json, OutputTag tag)
    {
        var output = Store(InputFactory.FromJson(json));
        Assert.Equal(tag, output.Tag);
        Assert.Equal(json, output.ToJson(_doc));
        using var read = _doc.ReadTransaction();
        using var stream = new MemoryStream();
        output.ToJson(stream, read);
        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Objects_are_serialized_and_back()
    {
        var person = new Person("Ada", [1, 2], new Person("Bob", [], null));
        var output = Store(person.ToInput());
        var read = output.To<Person>(_doc);
        Assert.Equal(JsonSerializer.Serialize(person), JsonSerializer.Serialize(read));
        var camel = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var named = Store(person.ToInput(camel));
        Assert.Equal("Ada", named.JsonObject["name"].String);
        using var t = _doc.ReadTransaction();
        Assert.Equal("Ada", named.To<Person>(t, camel).Name);
    }

    [Fact]
    public void What_JSON_lacks_takes_the_form_of_the_whole_document()
    {
        Assert.Equal("\"AQI=\"", Store(Input.Bytes([1, 2])).ToJson(_doc));
        Assert.Equal("null", Store(Input.Undefined()).ToJson(_doc));
        Assert.Equal("\"text\"", Store(Input.Text("text")).ToJson(_doc));
        Assert.Equal("""{"tag":"p","children":[]}""", Store(Input.XmlElement("p")).ToJson(_doc));
        Assert.Equal("""{"delta":[{"insert":"x"}]}""", Store(Input.XmlText("x")).ToJson(_doc));
        Assert.Equal("""{"guid":"g"}""", Store(Input.Doc(new Doc(new() { Guid = "g" }))).ToJson(_doc));
        Assert.Equal("5", Store(Input.Long(5)).ToJson(_doc));
    }

    [Fact]
    public void Malformed_and_bottomless_JSON_is_refused()
    {
        Assert.ThrowsAny<JsonException>(() => InputFactory.FromJson("{"));
        var deep = JsonDocument.Parse(new string('[', 300) + new string(']', 300), new JsonDocumentOptions { MaxDepth = 400 });
        Assert.ThrowsAny<JsonException>(() => InputFactory.FromJson(deep.RootElement));
        Assert.Throws<ArgumentException>(() => InputFactory.FromJson(default(JsonElement)));
    }

    [Fact]
    public void A_value_that_does_not_fit_says_so() =>
        Assert.ThrowsAny<JsonException>(() => Store(Input.String("x")).To<int>(_doc));

    public void Dispose() => _doc.Dispose();

    private Output Store(Input input)
    {
        using var t = _doc.WriteTransaction();
        _map.Insert(t, "k", input);
        return _map.Get(t, "k")!;
    }

    private sealed record Person(string Name, int[] Numbers, Person? Friend);
}
