namespace CollabServer.Documents;

/// <summary>Draws a new random 128-bit id. A seam, so that a simulation can draw from its seed. Thread-safe.</summary>
public delegate Guid IdSource();
