namespace CollabServer.LoadTool.Scenarios;

/// <summary>Every scenario by name.</summary>
internal static class ScenarioTable
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new PacedEditing("broadcast", "1 document, 500 clients, 40 edits/s: 20,000 deliveries/s", clients: 500, documents: 1, rate: 40),
        new PacedEditing("latency", "1 document, 100 clients, 100 edits/s", clients: 100, documents: 1, rate: 100),
        new PacedEditing("reference", "50 documents of 2 clients, 1,000 edits/s in all", clients: 100, documents: 50, rate: 1000),
        new PacedEditing("documents", "500 documents of 4 clients, 2,000 edits/s in all", clients: 2000, documents: 500, rate: 2000),
        new FlatOutEditing("flat-out", "1 document, 50 clients, 10 of them write flat out", clients: 50, documents: 1, writers: 10, editsUnderWay: 1000),
        new FlatOutEditing("flat-out-many", "200 documents of 2 clients, all write flat out", clients: 400, documents: 200, writers: 2, editsUnderWay: 100),
        new IdleConnections("idle", "10,000 clients in 100 documents, idle", clients: 10_000, documents: 100),
        new IdleConnections("idle-own", "5,000 clients, a document each, idle", clients: 5_000, documents: 5_000),
        new Cursors(),
        new StoppedReader(),
        new Seeding(),
        new ColdOpen(),
    ];

    public static Scenario ByName(string name) => All.First(scenario => scenario.Name == name);
}
