using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryDamagedDocumentTests(InMemoryStoreFixture fixture) : DamagedDocumentContract(fixture), IClassFixture<InMemoryStoreFixture>;
