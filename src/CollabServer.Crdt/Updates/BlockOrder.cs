namespace CollabServer.Crdt.Updates;

/// <summary>Yjs writes the blocks of an update with descending client ids, one per client.</summary>
internal static class BlockOrder
{
    public static void Check(DecodedUpdate update, int firstBlock)
    {
        if (IsDescending(update, firstBlock))
        {
            return;
        }

        update.IsNotCanonical = true;
        var seen = new HashSet<int>();
        for (var i = firstBlock; i < update.Blocks.Count; i++)
        {
            update.HasRepeatedClient |= !seen.Add(update.Blocks[i].Client);
        }
    }

    public static bool IsDescending(DecodedUpdate update, int firstBlock)
    {
        for (var i = firstBlock + 1; i < update.Blocks.Count; i++)
        {
            if (update.Clients[update.Blocks[i].Client] >= update.Clients[update.Blocks[i - 1].Client])
            {
                return false;
            }
        }

        return true;
    }
}
