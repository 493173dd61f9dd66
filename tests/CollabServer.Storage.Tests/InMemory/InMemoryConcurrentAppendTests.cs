using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryConcurrentAppendTests(InMemoryStoreFixture fixture) : ConcurrentAppendContract(fixture), IClassFixture<InMemoryStoreFixture>;
