using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteDocumentCatalogTests(SqliteStoreFixture fixture) : DocumentCatalogContract(fixture), IClassFixture<SqliteStoreFixture>;
