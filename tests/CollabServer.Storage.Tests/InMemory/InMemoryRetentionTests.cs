using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryRetentionTests(InMemoryStoreFixture fixture) : RetentionContract(fixture), IClassFixture<InMemoryStoreFixture>;
