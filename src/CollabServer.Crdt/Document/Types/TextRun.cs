using CollabServer.Crdt.Document.Cells;

namespace CollabServer.Crdt.Document.Types;

/// <summary>Text of equal formatting, or an embedded object. The attributes are those of the reader, and good until it goes on.</summary>
internal readonly record struct TextRun(Output Data, bool IsEmbed, OrderedDictionary<string, Output> Attributes);
