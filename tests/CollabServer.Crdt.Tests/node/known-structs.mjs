// Import before Yjs applies anything that is compared.
//
// Yjs looks up the origins even of structs it has already, and splits blocks there. Mostly the end of the transaction undoes that, but it spoils
// surrogate pairs and joins collected neighbours that otherwise stay apart. Ours drops what is known unseen; so does Yjs here.
import * as Y from 'yjs'

const { getMissing } = Y.Item.prototype
Y.Item.prototype.getMissing = function (transaction, store) {
  return Y.getState(store, this.id.client) >= this.id.clock + this.length ? null : getMissing.call(this, transaction, store)
}
