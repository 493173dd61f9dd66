using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlSnapshotStoreTests(PostgreSqlStoreFixture fixture) : SnapshotStoreContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
