using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlCompactionTests(PostgreSqlStoreFixture fixture) : CompactionContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
