namespace CollabServer.Crdt.Updates;

/// <summary>A decoded struct from some clock of it on.</summary>
internal readonly record struct UpdatePart(int Struct, long Offset);
