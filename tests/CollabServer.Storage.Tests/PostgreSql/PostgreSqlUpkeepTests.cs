using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlUpkeepTests(PostgreSqlStoreFixture fixture) : UpkeepContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
