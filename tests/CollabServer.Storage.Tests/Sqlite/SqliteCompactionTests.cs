using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteCompactionTests(SqliteStoreFixture fixture) : CompactionContract(fixture), IClassFixture<SqliteStoreFixture>;
