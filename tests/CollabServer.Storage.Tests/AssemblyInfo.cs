using CollabServer.Testing;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
