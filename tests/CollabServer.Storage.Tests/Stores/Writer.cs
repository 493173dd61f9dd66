using CollabServer.Crdt.Document;
using CollabServer.Crdt.Updates;
using CollabServer.Documents;
using CollabServer.Documents.Directory;
using CollabServer.Documents.Log;

namespace CollabServer.Storage.Tests.Stores;

/// <summary>Types into a document, one character and one log entry at a time, and knows what was typed.</summary>
public sealed class Writer(DocumentName name)
{
    public DocumentName Name => name;

    private Doc Doc { get; } = new();

    public string Text { get; private set; } = "";

    /// <summary>The update that the next character makes.</summary>
    public byte[] Type(char character)
    {
        var text = Doc.Text("t");
        byte[]? update = null;
        using (Doc.ObserveUpdatesV1(made => update = made.Update))
        {
            using var transaction = Doc.WriteTransaction();
            text.Insert(transaction, (uint)Text.Length, character.ToString());
        }

        Text += character;
        return update!;
    }

    /// <summary>Types and waits until the log has every character.</summary>
    public async Task TypeAsync(ServerNode node, string characters)
    {
        using var document = await node.Directory.OpenAsync(name, TestContext.Current.CancellationToken);
        foreach (var character in characters)
        {
            await document.ApplyAsync(Type(character), UpdateEncoding.V1, author: null, UpdateOrigin.Api, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As <see cref="TypeAsync"/>, and opens the document again and sends again what was not answered when the document fails, as editors do.</summary>
    public async Task TypeComingBackAsync(ServerNode node, string characters)
    {
        foreach (var update in characters.Select(Type))
        {
            while (!await TryApplyAsync(node, update))
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Types the texts. Between two of them a version is named, so that there is a snapshot.</summary>
    public async Task WriteAsync(ServerNode node, params string[] texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            await TypeAsync(node, texts[i]);
            if (i < texts.Length - 1)
            {
                using var document = await node.Directory.OpenAsync(name, TestContext.Current.CancellationToken);
                await document.SaveVersionAsync($"v{i}", createdBy: null, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>What somebody reads who opens the document now.</summary>
    public async Task<string> ReadAsync(ServerNode node)
    {
        using var document = await node.Directory.OpenAsync(name, TestContext.Current.CancellationToken);
        return TextOf((await document.ReadStateAsync(UpdateEncoding.V1, TestContext.Current.CancellationToken)).Update);
    }

    private async Task<bool> TryApplyAsync(ServerNode node, byte[] update)
    {
        try
        {
            using var document = await node.Directory.OpenAsync(name, TestContext.Current.CancellationToken);
            await document.ApplyAsync(update, UpdateEncoding.V1, author: null, UpdateOrigin.Api, TestContext.Current.CancellationToken);
            return true;
        }
        catch (DocumentUnavailableException)
        {
            return false;
        }
    }

    public static string TextOf(ReadOnlyMemory<byte> state, UpdateEncoding encoding = UpdateEncoding.V1)
    {
        var doc = new Doc();
        var text = doc.Text("t");
        using var transaction = doc.WriteTransaction();
        transaction.ApplyStored(state.Span, encoding);
        return text.String(transaction);
    }
}
