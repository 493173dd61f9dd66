// Import before merging anything with Yjs whose result is compared.
//
// Yjs sorts the readers it merges with a comparator that contradicts itself when a collected struct and an item have the same id: each is "less"
// than the other. Which of the two survives then depends on how often the list was sorted. Either is right (the item is deleted in any case),
// but a heap cannot repeat it. Here the comparator is made consistent (equal ids keep their order), everything else is Yjs.
const sort = Array.prototype.sort
Array.prototype.sort = function (compare) {
  if (!compare || this[0]?.curr === undefined) return sort.call(this, compare)
  return sort.call(this, (a, b) =>
    a.curr.id.client === b.curr.id.client && a.curr.id.clock === b.curr.id.clock ? 0 : compare(a, b))
}
