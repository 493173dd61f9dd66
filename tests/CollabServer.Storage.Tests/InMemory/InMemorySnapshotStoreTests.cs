using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemorySnapshotStoreTests(InMemoryStoreFixture fixture) : SnapshotStoreContract(fixture), IClassFixture<InMemoryStoreFixture>;
