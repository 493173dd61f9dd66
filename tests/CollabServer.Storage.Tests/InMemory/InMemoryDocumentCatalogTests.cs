using CollabServer.Storage.Tests.Contracts;
using CollabServer.Storage.Tests.Stores;

namespace CollabServer.Storage.Tests.InMemory;

public sealed class InMemoryDocumentCatalogTests(InMemoryStoreFixture fixture) : DocumentCatalogContract(fixture), IClassFixture<InMemoryStoreFixture>;
