namespace CollabServer.Health;

/// <summary>What <c>/health/ready</c> says. Damaged documents are an operator's business and no reason to send traffic elsewhere.</summary>
/// <param name="Status"><c>Healthy</c> (200) or <c>Unhealthy</c> (503).</param>
/// <param name="QuarantinedDocuments">Of all servers together; null when the store cannot say.</param>
internal sealed record ReadinessAnswer(string Status, long? QuarantinedDocuments);
