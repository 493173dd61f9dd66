using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlDocumentCatalogTests(PostgreSqlStoreFixture fixture) : DocumentCatalogContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
