using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryCompactionTests(InMemoryStoreFixture fixture) : CompactionContract(fixture), IClassFixture<InMemoryStoreFixture>;
