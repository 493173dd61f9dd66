using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.Sqlite;

public sealed class SqliteExaminationTests(SqliteStoreFixture fixture) : ExaminationContract(fixture), IClassFixture<SqliteStoreFixture>;
