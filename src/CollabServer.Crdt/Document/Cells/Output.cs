using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.Types.XmlElements;
using CollabServer.Crdt.Document.Types.XmlFragments;
using CollabServer.Crdt.Document.Types.XmlTexts;

namespace CollabServer.Crdt.Document.Cells;

/// <summary>A value read from a document. The getter that fits <see cref="Tag"/> returns it, every other one throws <see cref="YDotNetException"/>.</summary>
public sealed class Output
{
    internal static readonly Output UndefinedValue = new(OutputTag.Undefined, null);
    internal static readonly Output NullValue = new(OutputTag.Null, null);
    internal static readonly Output True = new(OutputTag.Boolean, null);
    internal static readonly Output False = new(OutputTag.Boolean, null);

    private readonly object? _value;

    /// <summary>A number's or BigInt's bits, so that numbers need no box.</summary>
    private readonly long _bits;

    internal Output(double value)
        : this(OutputTag.Double, null) => _bits = BitConverter.DoubleToInt64Bits(value);

    internal Output(long value)
        : this(OutputTag.Long, null) => _bits = value;

    internal Output(string value)
        : this(OutputTag.String, value)
    {
    }

    internal Output(byte[] value)
        : this(OutputTag.Bytes, value)
    {
    }

    internal Output(JsonArray value)
        : this(OutputTag.JsonArray, value)
    {
    }

    internal Output(JsonObject value)
        : this(OutputTag.JsonObject, value)
    {
    }

    internal Output(Branch branch)
        : this(TagOf(branch), branch)
    {
    }

    internal Output(Doc document)
        : this(OutputTag.Doc, document)
    {
    }

    private Output(OutputTag tag, object? value)
    {
        Tag = tag;
        _value = value;
    }

    /// <summary>Which getter fits.</summary>
    public OutputTag Tag { get; }

    /// <summary>True or false.</summary>
    public bool Boolean
    {
        get
        {
            Expect(OutputTag.Boolean);
            return ReferenceEquals(this, True);
        }
    }

    /// <summary>A JavaScript number, integers too.</summary>
    public double Double
    {
        get
        {
            Expect(OutputTag.Double);
            return BitConverter.Int64BitsToDouble(_bits);
        }
    }

    /// <summary>A BigInt. Integers that JavaScript wrote as numbers are <see cref="Double"/>.</summary>
    public long Long
    {
        get
        {
            Expect(OutputTag.Long);
            return _bits;
        }
    }

    /// <summary>A string.</summary>
    public string String => Get<string>(OutputTag.String);

    /// <summary>Bytes; JavaScript sees a <c>Uint8Array</c>.</summary>
    public byte[] Bytes => Get<byte[]>(OutputTag.Bytes);

    /// <summary>A plain array.</summary>
    public JsonArray JsonArray => Get<JsonArray>(OutputTag.JsonArray);

    /// <summary>A plain object.</summary>
    public JsonObject JsonObject => Get<JsonObject>(OutputTag.JsonObject);

    /// <summary>A subdocument; the same object as long as it is in the document.</summary>
    public Doc Doc => Get<Doc>(OutputTag.Doc);

    /// <summary>A shared array.</summary>
    public Types.Arrays.Array Array => Get<Types.Arrays.Array>(OutputTag.Array);

    /// <summary>A shared map.</summary>
    public Types.Maps.Map Map => Get<Types.Maps.Map>(OutputTag.Map);

    /// <summary>A shared text.</summary>
    public Types.Texts.Text Text => Get<Types.Texts.Text>(OutputTag.Text);

    /// <summary>An XML element.</summary>
    public XmlElement XmlElement => Get<XmlElement>(OutputTag.XmlElement);

    /// <summary>A text in XML.</summary>
    public XmlText XmlText => Get<XmlText>(OutputTag.XmlText);

    /// <summary>An XML fragment inside another type. (YDotNet has no such getter.)</summary>
    public XmlFragment XmlFragment => Get<XmlFragment>(OutputTag.XmlFragment);

    /// <summary>The value is JavaScript's undefined. Does not throw.</summary>
    public bool Undefined => Tag == OutputTag.Undefined;

    /// <summary>The value is null. Does not throw.</summary>
    public bool Null => Tag == OutputTag.Null;

    /// <summary>The shared type, whichever it is; null for plain values and documents.</summary>
    internal Branch? Branch => _value as Branch;

    private static OutputTag TagOf(Branch branch) => branch switch
    {
        Types.Arrays.Array => OutputTag.Array,
        Types.Maps.Map => OutputTag.Map,
        Types.Texts.Text => OutputTag.Text,
        Types.XmlTexts.XmlText => OutputTag.XmlText,
        Types.XmlElements.XmlElement => OutputTag.XmlElement,
        _ => OutputTag.XmlFragment,
    };

    private T Get<T>(OutputTag tag)
        where T : class
    {
        Expect(tag);
        return (T)_value!;
    }

    private void Expect(OutputTag tag)
    {
        if (Tag != tag)
        {
            throw new YDotNetException($"Expected {tag}, got {Tag}.");
        }
    }
}
