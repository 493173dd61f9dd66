using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CollabServer.Crdt.Tests.Surface;

/// <summary>The members of a type that others may use, one line of C# each, with namespaces left off.</summary>
internal static class SurfaceText
{
    private const BindingFlags Anything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static HashSet<string> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return [.. Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}")];
        }

        var lines = new HashSet<string>(StringComparer.Ordinal);
        lines.UnionWith(type.GetConstructors(Anything).Where(IsUsable).Select(c => Access(c) + $"new({Parameters(c)})"));
        lines.UnionWith(type.GetMethods(Anything).Where(m => IsUsable(m) && !m.IsSpecialName).Select(TextOf));
        lines.UnionWith(type.GetProperties(Anything).Where(p => p.GetMethod is { } get && IsUsable(get)).Select(TextOf));
        lines.UnionWith(type.GetFields(Anything).Where(f => f is { IsLiteral: true, IsPublic: true }).Select(f => $"const {NameOf(f.FieldType)} {f.Name}"));
        return lines;
    }

    /// <summary>What a type is or does: names of base types and interfaces.</summary>
    public static HashSet<string> BasesOf(Type type)
    {
        var bases = type.GetInterfaces().Select(NameOf).ToHashSet(StringComparer.Ordinal);
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            bases.Add(NameOf(parent));
        }

        return bases;
    }

    private static bool IsUsable(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string TextOf(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        var isExtension = method.IsDefined(typeof(ExtensionAttribute));
        var returns = Nullable(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        return $"{Access(method)}{Static(method)}{returns} {method.Name}{generic}({(isExtension ? "this " : "")}{Parameters(method)})";
    }

    private static string TextOf(PropertyInfo property)
    {
        var set = property.SetMethod is not { } setter || !IsUsable(setter)
            ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : $" {Access(setter)}set;";
        var type = Nullable(property.PropertyType, new NullabilityInfoContext().Create(property));
        return $"{Access(property.GetMethod!)}{Static(property.GetMethod!)}{type} {property.Name} {{ get;{set} }}";
    }

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
    {
        var variable = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var type = Nullable(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        var value = !parameter.HasDefaultValue ? "" : parameter.ParameterType.IsValueType ? " = default" : $" = {parameter.DefaultValue ?? "null"}";
        return $"{variable}{type} {parameter.Name}{value}";
    }));

    private static string Nullable(Type type, NullabilityInfo nullability) =>
        NameOf(type) + (!type.IsValueType && !type.IsGenericParameter && nullability.ReadState == NullabilityState.Nullable ? "?" : "");

    private static string NameOf(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (System.Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return NameOf(underlying) + "?";
        }

        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
    }
}
