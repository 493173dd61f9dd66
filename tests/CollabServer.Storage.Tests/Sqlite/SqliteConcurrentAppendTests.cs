using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteConcurrentAppendTests(SqliteStoreFixture fixture) : ConcurrentAppendContract(fixture), IClassFixture<SqliteStoreFixture>;
