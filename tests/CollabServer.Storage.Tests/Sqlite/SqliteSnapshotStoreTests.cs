using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteSnapshotStoreTests(SqliteStoreFixture fixture) : SnapshotStoreContract(fixture), IClassFixture<SqliteStoreFixture>;
