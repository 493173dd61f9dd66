using CollabServer.Storage.Tests.Faults;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteAnyCallMayFailTests(SqliteStoreFixture fixture) : AnyCallMayFailContract(fixture), IClassFixture<SqliteStoreFixture>;
