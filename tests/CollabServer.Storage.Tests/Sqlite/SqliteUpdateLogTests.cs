using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteUpdateLogTests(SqliteStoreFixture fixture) : UpdateLogContract(fixture), IClassFixture<SqliteStoreFixture>;
