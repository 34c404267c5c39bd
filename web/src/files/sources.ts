// What an upload reads: the file as it is, or enciphered.

import { joined, type Bytes } from '../cipher/bytes';
import {
  file_chunk_bytes, sealed_chunk_bytes, sealed_file_bytes,
} from '../cipher/file_stream';
import type { Source } from './tus';
import type { Cipherer } from './workshop';

export function clear_source(file: Blob): Source {
  return { size: file.size, read: async (from, to) => file.slice(from, to) };
}

/** No chunk is ever enciphered twice: the file could have changed, and the key is the same. */
export function sealed_source(file: Blob, key: Bytes, cipher: Cipherer): Source {
  /** Those of the last piece, in which an upload goes on where it broke. */
  let kept = new Map<number, Bytes>();
  let sealed_to = 0;
  const seal = async (index: number, end: number): Promise<Bytes> => {
    if (index < sealed_to) throw new Error('it was enciphered before');
    sealed_to = end;
    const piece = file.slice(index * file_chunk_bytes, end * file_chunk_bytes);
    const clear = new Uint8Array(await piece.arrayBuffer());
    const sealed = await cipher('seal', { key, size: file.size, index }, clear);
    if (sealed === null) throw new Error('the file could not be enciphered');
    return sealed;
  };
  return {
    size: sealed_file_bytes(file.size),
    read: async (from, to) => {
      const first = Math.floor(from / sealed_chunk_bytes);
      const end = Math.max(first + 1, Math.ceil(to / sealed_chunk_bytes));
      const chunks = new Map<number, Bytes>();
      let index = first;
      for (; index < end; index += 1) {
        const chunk = kept.get(index);
        if (chunk === undefined) break;
        chunks.set(index, chunk);
      }
      const fresh = index < end ? await seal(index, end) : new Uint8Array();
      for (let at = 0; index < end; index += 1, at += sealed_chunk_bytes) {
        chunks.set(index, fresh.subarray(at, at + sealed_chunk_bytes));
      }
      kept = chunks;
      const begin = from - first * sealed_chunk_bytes;
      return joined(...chunks.values()).subarray(begin, begin + to - from);
    },
  };
}
