using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryExaminationTests(InMemoryStoreFixture fixture) : ExaminationContract(fixture), IClassFixture<InMemoryStoreFixture>;
