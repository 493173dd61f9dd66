using System.Text;

namespace CollabServer.Crdt.Store;

/// <summary>Shared types and their lists. A type is known by its row number; see <see cref="TypeRow.Generation"/> for stale numbers.</summary>
internal sealed class TypeTable(NameTable names)
{
    private const int FirstSize = 2;

    private readonly IdIndex _keyedLists = new();
    private readonly Dictionary<int, int> _roots = [];
    private TypeRow[] _types = new TypeRow[FirstSize];
    private ListRow[] _lists = new ListRow[FirstSize];
    private int _typeCount;
    private int _listCount;
    private int _freeType = BlockStore.None;
    private int _freeList = BlockStore.None;

    /// <summary>Roots in the order they were first named, as (name, type).</summary>
    public IReadOnlyDictionary<int, int> Roots => _roots;

    public int TypeCount => _typeCount;

    public ref TypeRow Type(int type) => ref _types[type];

    public ref ListRow List(int list) => ref _lists[list];

    /// <summary>The root with this name; created, still undefined, if it is new.</summary>
    public int Root(ReadOnlySpan<byte> name)
    {
        var key = names.Intern(name);
        if (!_roots.TryGetValue(key, out var type))
        {
            type = AddType(TypeKind.Undefined, BlockStore.None, key);
            _roots.Add(key, type);
        }

        return type;
    }

    public int Root(string name) => Root(Encoding.UTF8.GetBytes(name));

    /// <summary>None if nobody ever named it.</summary>
    public int FindRoot(string name)
    {
        var key = names.Find(name);
        return key != BlockStore.None && _roots.TryGetValue(key, out var type) ? type : BlockStore.None;
    }

    public int AddType(TypeKind kind, int item, int name)
    {
        int type;
        if (_freeType != BlockStore.None)
        {
            type = _freeType;
            _freeType = _types[type].Item;
        }
        else
        {
            if (_typeCount == _types.Length)
            {
                var grown = new TypeRow[_types.Length * 2];
                Array.Copy(_types, grown, _typeCount);
                _types = grown;
            }

            type = _typeCount++;
        }

        var list = AddList(type, BlockStore.None);
        _types[type] = new TypeRow
        {
            Item = item,
            List = list,
            FirstKeyed = BlockStore.None,
            LastKeyed = BlockStore.None,
            Name = name,
            Generation = _types[type].Generation,
            Kind = kind,
        };
        return type;
    }

    /// <summary>Gives the row and its lists back. Their blocks are the caller's business.</summary>
    public void FreeType(int type)
    {
        ref var row = ref _types[type];
        for (var list = row.FirstKeyed; list != BlockStore.None;)
        {
            var next = _lists[list].NextKeyed;
            _keyedLists.Remove(KeyOf(type, _lists[list].Key));
            FreeList(list);
            list = next;
        }

        FreeList(row.List);
        row = new TypeRow { Item = _freeType, Generation = row.Generation + 1, IsFree = true, List = BlockStore.None };
        _freeType = type;
    }

    /// <summary>The list of a key; None if the key was never used.</summary>
    public int FindKeyed(int type, int key) => _keyedLists.Find(KeyOf(type, key));

    public int FindKeyed(int type, string key)
    {
        var name = names.Find(key);
        return name == BlockStore.None ? BlockStore.None : FindKeyed(type, name);
    }

    public int Keyed(int type, int key)
    {
        var list = FindKeyed(type, key);
        if (list != BlockStore.None)
        {
            return list;
        }

        list = AddList(type, key);
        _keyedLists.Add(KeyOf(type, key), list);
        ref var row = ref _types[type];
        if (row.FirstKeyed == BlockStore.None)
        {
            row.FirstKeyed = list;
        }
        else
        {
            _lists[row.LastKeyed].NextKeyed = list;
        }

        row.LastKeyed = list;
        return list;
    }

    private static ulong KeyOf(int type, int key) => ((ulong)(uint)type << 32) | (uint)key;

    private int AddList(int type, int key)
    {
        int list;
        if (_freeList != BlockStore.None)
        {
            list = _freeList;
            _freeList = _lists[list].NextKeyed;
        }
        else
        {
            if (_listCount == _lists.Length)
            {
                var grown = new ListRow[_lists.Length * 2];
                Array.Copy(_lists, grown, _listCount);
                _lists = grown;
            }

            list = _listCount++;
        }

        _lists[list] = new ListRow
        {
            Type = type,
            Key = key,
            Head = BlockStore.None,
            Tail = BlockStore.None,
            NextKeyed = BlockStore.None,
        };
        return list;
    }

    private void FreeList(int list)
    {
        _lists[list] = new ListRow { Type = BlockStore.None, NextKeyed = _freeList };
        _freeList = list;
    }
}
