using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlUpdateLogTests(PostgreSqlStoreFixture fixture) : UpdateLogContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
