using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlConcurrentAppendTests(PostgreSqlStoreFixture fixture) : ConcurrentAppendContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
