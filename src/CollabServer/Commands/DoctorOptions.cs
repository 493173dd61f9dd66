namespace CollabServer.Commands;

/// <summary>How the doctor was called.</summary>
internal sealed record DoctorOptions(bool All, bool Json, bool Repair, bool Release);
