using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.PostgreSql;

public sealed class PostgreSqlExaminationTests(PostgreSqlStoreFixture fixture) : ExaminationContract(fixture), IClassFixture<PostgreSqlStoreFixture>;
