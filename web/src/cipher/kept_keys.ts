// What of the keys outlives the page: those that a person keeps on purpose, in IndexedDB, and for
// every conversation that has had a key a mark of it, in localStorage. A mark is no secret; it is
// there so that a room that was ciphered is never taken for one in clear.

import type { Bytes } from './bytes';

export interface KeptKey {
  root: Bytes;
  sealed_count: number;
}

/** The current key first. */
export interface KeptConversation {
  name: string;
  keys: KeptKey[];
}

export interface KeyStore {
  load(): Promise<KeptConversation[]>;
  /** False where nothing can be kept. */
  save(kept: KeptConversation): Promise<boolean>;
  remove(name: string): Promise<void>;
  /** By folded name, the first 8 hex digits of the key's id. */
  load_marks(): Map<string, string>;
  save_marks(marks: ReadonlyMap<string, string>): void;
}

const database = 'uvchat-keys';
const table = 'conversations';
const marks_item = 'uvchat.ciphered';
const root_bytes = 32;
// A browser in a private window may never answer.
const open_ms_max = 3000;

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: 'name' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
    setTimeout(() => reject(new Error('no answer')), open_ms_max);
  });
}

async function with_table<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(table, mode);
      const request = act(transaction.objectStore(table));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}

function is_kept_key(value: unknown): value is KeptKey {
  const key = value as Partial<KeptKey> | null;
  return key?.root instanceof Uint8Array && key.root.length === root_bytes &&
    typeof key.sealed_count === 'number';
}

function is_kept(value: unknown): value is KeptConversation {
  const kept = value as Partial<KeptConversation> | null;
  return typeof kept?.name === 'string' && Array.isArray(kept.keys) && kept.keys.every(is_kept_key);
}

function is_mark(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((s) => typeof s === 'string');
}

export const browser_store: KeyStore = {
  async load() {
    try {
      const all: unknown[] = await with_table('readonly', (store) => store.getAll());
      return all.filter(is_kept);
    } catch {
      return [];
    }
  },
  async save(kept) {
    try {
      await with_table('readwrite', (store) => store.put(kept));
      return true;
    } catch {
      return false;
    }
  },
  async remove(name) {
    try {
      await with_table('readwrite', (store) => store.delete(name));
    } catch {
      // Where nothing can be kept, nothing is left to remove.
    }
  },
  load_marks() {
    try {
      const all: unknown = JSON.parse(localStorage.getItem(marks_item) ?? '[]');
      return new Map(Array.isArray(all) ? all.filter(is_mark) : []);
    } catch {
      return new Map();
    }
  },
  save_marks(marks) {
    try {
      localStorage.setItem(marks_item, JSON.stringify([...marks]));
    } catch {
      // The marks hold for as long as the page is open.
    }
  },
};
