namespace CollabServer.Protocol.Messages;

/// <summary>Every update of this session up to <c>AppliedRef</c> is in the document; up to <c>DurableRef</c> it is committed to the log, whose newest entry among them has sequence number <c>Seq</c>.</summary>
public sealed record Ack(ulong AppliedRef, ulong DurableRef, long Seq) : ServerMessage;
