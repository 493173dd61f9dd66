using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace CollabServer.Crdt.Store;

/// <summary>
/// A list of small structs. <see cref="List{T}"/> would do, but its code for a struct of this assembly cannot be compiled before the program
/// starts, only this one's can: and the first document a process opens waits for the compiler.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is an array that grows.")]
internal sealed class GrowingArray<T> : IReadOnlyList<T>
    where T : struct
{
    private T[]? _items;

    public int Count { get; private set; }

    public int Capacity => _items is null ? 0 : _items.Length;

    T IReadOnlyList<T>.this[int index] => this[index];

    public ref T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                ThrowOutOfRange(index);
            }

            return ref _items![index];
        }
    }

    public void Add(T item)
    {
        if (_items is null || Count == _items.Length)
        {
            Reserve(1);
        }

        _items![Count++] = item;
    }

    /// <summary>Adds one item or, if the count is 0, none: without a branch on which.</summary>
    public void Add(T item, int count)
    {
        if (_items is null || Count == _items.Length)
        {
            Reserve(1);
        }

        _items![Count] = item;
        Count += count;
    }

    public void Reserve(int count)
    {
        const int First = 4;
        if (_items is null)
        {
            _items = new T[Math.Max(First, count)];
        }
        else if (_items.Length - Count < count)
        {
            var grown = new T[Math.Max(_items.Length * 2, Count + count)];
            Array.Copy(_items, grown, Count);
            _items = grown;
        }
    }

    public void Clear() => Count = 0;

    /// <summary>Drops everything behind the first ones.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Drops everything, and the array too if it is longer than this.</summary>
    public void Clear(int keptCapacity)
    {
        Count = 0;
        if (Capacity > keptCapacity)
        {
            _items = null;
        }
    }

    public Span<T> AsSpan() => _items.AsSpan(0, Count);

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void ThrowOutOfRange(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count}.");

    public struct Enumerator(GrowingArray<T> items) : IEnumerator<T>
    {
        private int _index = -1;

        public readonly T Current => items[_index];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext() => ++_index < items.Count;

        public void Reset() => _index = -1;

        public readonly void Dispose()
        {
        }
    }
}
