using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteRetentionTests(SqliteStoreFixture fixture) : RetentionContract(fixture), IClassFixture<SqliteStoreFixture>;
