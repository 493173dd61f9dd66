using CollabServer.Storage.Tests.Faults;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlAnyCallMayFailTests(PostgreSqlStoreFixture fixture) : AnyCallMayFailContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
