using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryUpdateLogTests(InMemoryStoreFixture fixture) : UpdateLogContract(fixture), IClassFixture<InMemoryStoreFixture>;
