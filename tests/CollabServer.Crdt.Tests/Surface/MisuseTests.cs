using System.Buffers;
using System.Reflection;
using System.Text.Json;
using CollabServer.Crdt.Document;
using CollabServer.Crdt.Document.Cells;
using CollabServer.Crdt.Document.StickyIndexes;
using CollabServer.Crdt.Document.Transactions;
using CollabServer.Crdt.Document.Types.Branches;
using CollabServer.Crdt.Document.UndoManagers;
using CollabServer.Crdt.Protocol;
using Xunit;

namespace CollabServer.Crdt.Tests.Surface;

/// <summary>Every public method, called as it must not be.</summary>
public sealed class MisuseTests : IDisposable
{
    private readonly Doc _doc = new();
    private readonly Doc _other = new();
    private readonly Dictionary<Type, object> _receivers;

    public MisuseTests()
    {
        var text = _doc.Text("text");
        var element = _doc.XmlElement("element");
        StickyIndex sticky;
        using (var t = _doc.WriteTransaction())
        {
            sticky = text.StickyIndex(t, 0, StickyAssociationType.After)!;
        }

        _receivers = new object[]
        {
            _doc, text, element, sticky, _doc.Map("map"), _doc.Array("array"), _doc.XmlFragment("fragment"), _doc.XmlText("xmlText"), new UndoManager(_doc),
        }.ToDictionary(receiver => receiver.GetType());
    }

    /// <summary>Methods with a parameter that may not be null, by type, name and position of the parameter.</summary>
    public static TheoryData<string> Parameters => [.. Methods().SelectMany(m => m.GetParameters().Where(MayNotBeNull).Select(p => $"{m.DeclaringType!.FullName}|{m}|{p.Position}"))];

    /// <summary>Methods of shared types that work in a transaction.</summary>
    public static TheoryData<string> TransactionMethods =>
        [.. Methods().Where(m => m.DeclaringType!.IsSubclassOf(typeof(Branch)) && HasTransaction(m)).Select(m => $"{m.DeclaringType!.FullName}|{m}")];

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Null_is_refused_by_name(string parameter)
    {
        var parts = parameter.Split('|');
        var method = Methods().Single(m => m.DeclaringType!.FullName == parts[0] && $"{m}" == parts[1]);
        var position = int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
        using var transaction = HasTransaction(method) || method.DeclaringType == typeof(Transaction) ? _doc.WriteTransaction() : null;
        var arguments = Arguments(method, transaction);
        arguments[position] = null;

        var thrown = Call(method, transaction, arguments);
        Assert.True(
            thrown is ArgumentNullException named && named.ParamName == method.GetParameters()[position].Name,
            $"{parameter} {method.GetParameters()[position].Name}: {Describe(thrown)}");
    }

    [Theory]
    [MemberData(nameof(TransactionMethods))]
    public void A_transaction_that_ended_or_belongs_elsewhere_is_refused(string name)
    {
        var method = Methods().Single(m => $"{m.DeclaringType!.FullName}|{m}" == name);
        using (var foreign = _other.WriteTransaction())
        {
            var thrown = Call(method, foreign, Arguments(method, foreign));
            Assert.True(thrown is YDotNetException, $"{name}: {Describe(thrown)}");
        }

        var ended = _doc.WriteTransaction();
        ended.Dispose();
        var late = Call(method, ended, Arguments(method, ended));
        Assert.True(late is ObjectDisposedException, $"{name}: {Describe(late)}");
    }

    /// <summary>The other methods are those of <see cref="Transaction"/> itself.</summary>
    [Fact]
    public void An_ended_transaction_answers_nothing()
    {
        var ended = _doc.WriteTransaction();
        ended.Dispose();
        var answered = Methods()
            .Where(m => m.DeclaringType == typeof(Transaction) && m.Name != nameof(Transaction.Commit))
            .Where(m => Call(m, ended, Arguments(m, ended)) is not ObjectDisposedException)
            .Select(m => m.ToString());
        Assert.Empty(answered);
        Assert.Throws<ObjectDisposedException>(() => ended.HasPending);
        ended.Commit();
    }

    [Theory]
    [MemberData(nameof(TransactionMethods))]
    public void A_read_transaction_reads_and_never_writes(string name)
    {
        var method = Methods().Single(m => $"{m.DeclaringType!.FullName}|{m}" == name);
        using var read = _doc.ReadTransaction();
        var thrown = Call(method, read, Arguments(method, read));
        if (method.ReturnType == typeof(void) || method.Name is "InsertText" or "InsertElement" or "Remove")
        {
            Assert.True(thrown is YDotNetException, $"{name}: {Describe(thrown)}");
        }
        else
        {
            Assert.True(thrown is null, $"{name}: {Describe(thrown)}");
        }
    }

    public void Dispose()
    {
        _doc.Dispose();
        _other.Dispose();
    }

    private static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(Doc).Assembly.GetExportedTypes()
        where !typeof(Exception).IsAssignableFrom(type) && !type.IsEnum && (type.Namespace != typeof(BaseMessage).Namespace)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where !method.IsSpecialName && !method.IsGenericMethod && method.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "PrintMembers")
        where !Array.Exists(method.GetParameters(), p => p.ParameterType.IsByRefLike)
        where method.Name != "Load"
        select method;

    private static bool HasTransaction(MethodInfo method) => Array.Exists(method.GetParameters(), p => p.ParameterType == typeof(Transaction));

    private static bool MayNotBeNull(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && !parameter.ParameterType.IsByRef && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.NotNull;

    private Exception? Call(MethodInfo method, Transaction? transaction, object?[] arguments)
    {
        var receiver = method.IsStatic ? null : method.DeclaringType == typeof(Transaction) ? transaction : Receiver(method.DeclaringType!);
        try
        {
            var result = method.Invoke(receiver, arguments);

            // Iterators throw when they are read.
            if (result is System.Collections.IEnumerable values)
            {
                _ = values.Cast<object>().Count();
            }

            return null;
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException;
        }
    }

    private object Receiver(Type type) => _receivers.GetValueOrDefault(type) ?? _receivers.Values.First(type.IsInstanceOfType);

    private object?[] Arguments(MethodInfo method, Transaction? transaction) => [.. method.GetParameters().Select(p => Argument(p.ParameterType, transaction))];

    private object? Argument(Type type, Transaction? transaction)
    {
        if (type == typeof(Transaction))
        {
            return transaction;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Action<>))
        {
            var handler = typeof(MisuseTests).GetMethod(nameof(Ignore), BindingFlags.NonPublic | BindingFlags.Static)!;
            return handler.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate(type);
        }

        return type == typeof(string) ? "x"
            : type.IsByRef ? null
            : type == typeof(Input) ? Input.Object(new Dictionary<string, Input>())
            : type == typeof(Input[]) ? Array.Empty<Input>()
            : type == typeof(IDictionary<string, Input>) ? new Dictionary<string, Input>()
            : type == typeof(Output) ? Output.NullValue
            : type == typeof(Doc) ? _other
            : type == typeof(Branch) ? _doc.Text("text")
            : type == typeof(byte[]) ? new byte[] { 0 }
            : type == typeof(Stream) ? new MemoryStream()
            : type == typeof(IBufferWriter<byte>) ? new ArrayBufferWriter<byte>()
            : type == typeof(Utf8JsonWriter) ? new Utf8JsonWriter(new ArrayBufferWriter<byte>())
            : type == typeof(IReadOnlyCollection<string>) ? Array.Empty<string>()
            : type == typeof(IReadOnlyList<ReadOnlyMemory<byte>>) ? Array.Empty<ReadOnlyMemory<byte>>()
            : type.IsValueType ? Activator.CreateInstance(type)
            : throw new InvalidOperationException($"No argument for {type}.");
    }

    private static string Describe(Exception? thrown) => thrown is null ? "nothing thrown" : $"{thrown.GetType().Name}: {thrown.Message}";

    private static void Ignore<T>(T value) => _ = value;
}
