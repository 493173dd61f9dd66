using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteDamagedDocumentTests(SqliteStoreFixture fixture) : DamagedDocumentContract(fixture), IClassFixture<SqliteStoreFixture>;
