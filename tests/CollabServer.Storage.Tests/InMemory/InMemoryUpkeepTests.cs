using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryUpkeepTests(InMemoryStoreFixture fixture) : UpkeepContract(fixture), IClassFixture<InMemoryStoreFixture>;
