using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlRetentionTests(PostgreSqlStoreFixture fixture) : RetentionContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
