using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteUpkeepTests(SqliteStoreFixture fixture) : UpkeepContract(fixture), IClassFixture<SqliteStoreFixture>;
