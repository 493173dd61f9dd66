using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlDamagedDocumentTests(PostgreSqlStoreFixture fixture) : DamagedDocumentContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
