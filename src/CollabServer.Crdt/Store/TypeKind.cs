namespace CollabServer.Crdt.Store;

/// <summary>The numbers are the wire's type references. A root has none on the wire: it is undefined until somebody opens it as something.</summary>
internal enum TypeKind : sbyte
{
    Undefined = -1,
    Array = 0,
    Map = 1,
    Text = 2,
    XmlElement = 3,
    XmlFragment = 4,
    XmlHook = 5,
    XmlText = 6,
}
