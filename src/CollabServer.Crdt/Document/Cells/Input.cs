using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Infrastructure;
using CollabServer.Crdt.Values;

namespace CollabServer.Crdt.Document.Cells;

/// <summary>
/// A value on its way into a document: plain (a JSON value, bytes, undefined) or a new shared type with its first content. May be inserted
/// any number of times; disposing of it, which YDotNet asks for, does nothing.
/// </summary>
public sealed class Input : Resource
{
    /// <summary>
    /// Other replicas take plain values that deep by default (<see cref="UpdateLimits.MaxValueDepth"/>), and types that are inserted at once take
    /// some stack for each level.
    /// </summary>
    private const int MaxDepth = 256;

    private readonly Output? _plain;

    /// <summary>Levels of arrays, objects and maps.</summary>
    private readonly int _depth;

    private Input(Output plain)
    {
        Kind = plain.Tag == OutputTag.Bytes ? InputKind.Bytes : InputKind.Plain;
        _plain = plain;
    }

    private Input(InputKind kind) => Kind = kind;

    private Input(InputKind kind, Output? plain, IEnumerable<Input> value)
    {
        Kind = kind;
        _plain = plain;
        _depth = 1 + value.Select(static input => NotNull(input)._depth).DefaultIfEmpty().Max();
        if (_depth > MaxDepth)
        {
            throw new ArgumentException($"The value is nested more than {MaxDepth} deep.", nameof(value));
        }
    }

    internal InputKind Kind { get; }

    internal bool IsPlain => _plain is not null;

    /// <summary>The plain value.</summary>
    internal Output PlainValue => _plain ?? throw new YDotNetException($"A shared {Kind} cannot be part of a plain value.");

    internal IReadOnlyList<Input> Items { get; private init; } = [];

    internal IReadOnlyList<KeyValuePair<string, Input>> Members { get; private init; } = [];

    internal Doc? Document { get; private init; }

    /// <summary>Called when the new shared type is in the document, in place of content given beforehand.</summary>
    internal Action<Transaction, Branch>? Filling { get; private init; }

    /// <summary>First text of a shared text, tag of an XML element.</summary>
    internal string Name { get; private init; } = "";

    /// <summary>
    /// A subdocument. Its guid and options become content of this document, what it holds does not. A document object that is a subdocument already
    /// is refused when it is inserted, and so is a document inside itself.
    /// </summary>
    public static Input Doc(Doc value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(InputKind.Doc) { Document = value };
    }

    /// <summary>A plain string. Lone surrogates become U+FFFD.</summary>
    public static Input String(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(new Output(value));
    }

    /// <summary>A plain true or false.</summary>
    public static Input Boolean(bool value) => new(value ? Output.True : Output.False);

    /// <summary>A JavaScript number.</summary>
    public static Input Double(double value) => new(new Output(value));

    /// <summary>A JavaScript BigInt; use <see cref="Double"/> for what JavaScript should see as a number.</summary>
    public static Input Long(long value) => new(new Output(value));

    /// <summary>Bytes; JavaScript sees a <c>Uint8Array</c>. They are copied when inserted, not before.</summary>
    public static Input Bytes(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(new Output(value));
    }

    /// <summary>As the other overload; these are copied at once.</summary>
    public static Input Bytes(ReadOnlySpan<byte> value) => Bytes(value.ToArray());

    /// <summary>The value null, which is not the same as no value.</summary>
    public static Input Null() => new(Output.NullValue);

    /// <summary>JavaScript's undefined, which is not the same as null or no value.</summary>
    public static Input Undefined() => new(Output.UndefinedValue);

    /// <summary>A plain array: one value, replaced as a whole.</summary>
    /// <exception cref="ArgumentException">It is nested more than 256 deep: other replicas would refuse it.</exception>
    public static Input Collection(Input[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(InputKind.Plain, new Output(new JsonArray([.. value.Select(static input => NotNull(input).PlainValue)])), value);
    }

    /// <summary>A plain object: one value, replaced as a whole.</summary>
    /// <exception cref="ArgumentException">It is nested more than 256 deep: other replicas would refuse it.</exception>
    public static Input Object(IDictionary<string, Input> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var members = new JsObject();
        foreach (var (key, member) in value)
        {
            members.Set(key, NotNull(member).PlainValue);
        }

        return new Input(InputKind.Plain, new Output(members.ToJsonObject()), value.Values);
    }

    /// <summary>A new shared array.</summary>
    /// <exception cref="ArgumentException">It is nested more than 256 deep. (Types may nest deeper, but not be inserted so at once.)</exception>
    public static Input Array(Input[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(InputKind.Array, plain: null, value) { Items = [.. value] };
    }

    /// <summary>A new shared map.</summary>
    /// <exception cref="ArgumentException">It is nested more than 256 deep. (Types may nest deeper, but not be inserted so at once.)</exception>
    public static Input Map(IDictionary<string, Input> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(InputKind.Map, plain: null, value.Values) { Members = [.. value] };
    }

    /// <summary>A new shared text.</summary>
    public static Input Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(InputKind.Text) { Name = value };
    }

    /// <summary>A new XML element without attributes and children.</summary>
    public static Input XmlElement(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new Input(InputKind.XmlElement) { Name = name };
    }

    /// <summary>A new shared text inside XML.</summary>
    public static Input XmlText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Input(InputKind.XmlText) { Name = value };
    }

    /// <summary>A new shared type whose first content the caller inserts.</summary>
    internal static Input Shared(InputKind kind, string name, Action<Transaction, Branch> filling) =>
        new(kind) { Name = name, Filling = filling };

    internal static Input FromPlain(Output value) => new(value);

    private static Input NotNull(Input? value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }

    /// <inheritdoc/>
    protected override void DisposeCore(bool disposing)
    {
        // No native memory, nothing to let go.
    }
}
