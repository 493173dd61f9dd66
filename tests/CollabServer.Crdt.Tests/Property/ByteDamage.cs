namespace CollabServer.Crdt.Tests.Property;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteDamage
{
    /// <param name="original">The bytes; not changed.</param>
    /// <param name="other">Something that pieces are taken from.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Of(byte[] original, byte[] other, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(8))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)0xFF, random.Next(1, 9)).Append((byte)random.Next(16)));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3 when other.Length > 0:
                    bytes.InsertRange(at, other.Skip(random.Next(other.Length)).Take(random.Next(20)));
                    break;
                case 4 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 5 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(4);
                    break;
                default:
                    if (at < bytes.Count)
                    {
                        bytes[at] ^= (byte)(1 << random.Next(8));
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
