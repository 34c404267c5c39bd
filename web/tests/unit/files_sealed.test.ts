// Enciphered files on their way to the server and back.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  open_stretch, random_file_key, seal_stretch, sealed_file_bytes,
} from '../../src/cipher/file_stream';
import { open_file, opened_bytes_max, type OpenedFile } from '../../src/files/opening';
import { sealed_source } from '../../src/files/sources';
import type { Cipherer } from '../../src/files/workshop';

type Bytes = Uint8Array<ArrayBuffer>;

const here: Cipherer = (deed, stretch, bytes) =>
  (deed === 'seal' ? seal_stretch : open_stretch)(stretch, bytes);
const clear_of = (size: number): Bytes => Uint8Array.from({ length: size }, (_, i) => i % 253);
const bytes_of = async (part: Blob | Bytes): Promise<Bytes> =>
  new Uint8Array(part instanceof Blob ? await part.arrayBuffer() : part);

const hash = (bytes: Bytes): string => createHash('sha256').update(bytes).digest('hex');

async function sealed_whole(clear: Bytes, key: Bytes): Promise<Bytes> {
  return seal_stretch({ key, size: clear.length, index: 0 }, clear);
}

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])(
  'a file of %i bytes is read in pieces of any size', async (size) => {
    const [clear, key] = [clear_of(size), random_file_key()];
    const whole = await sealed_whole(clear, key);
    const source = sealed_source(new Blob([clear]), key, here);
    expect(source.size).toBe(whole.length);
    const read: Bytes[] = [];
    for (let from = 0; from < source.size; from += 50_001) {
      const to = Math.min(from + 50_001, source.size);
      read.push(await bytes_of(await source.read(from, to)));
    }
    expect(hash(await bytes_of(new Blob(read)))).toBe(hash(whole));
  });

test('what is read again after a break is the same, though the file has changed', async () => {
  let clear = clear_of(300_000);
  const key = random_file_key();
  const whole = await sealed_whole(clear, key);
  const file = {
    size: clear.length, slice: (from: number, to: number) => new Blob([clear.slice(from, to)]),
  } as unknown as Blob;
  const source = sealed_source(file, key, here);
  await source.read(0, 131_104);
  clear = new Uint8Array(300_000);
  const again = await bytes_of(await source.read(70_000, 131_104));
  expect(hash(again)).toBe(hash(whole.slice(70_000, 131_104)));
  await source.read(131_104, 196_656);
  await expect(source.read(0, 100)).rejects.toThrow('before');
});

function opened(stored: Bytes, size: number, key: Bytes, change: {
  length?: number | null; status?: number; piece?: number;
} = {}): Promise<OpenedFile> {
  const { length = stored.length, status = 200, piece = 10_007 } = change;
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < stored.length; at += piece) yield stored.slice(at, at + piece);
  }
  return open_file({
    url: 'https://h/files/1', key, size, type: 'image/png', cipher: here,
    get: async () => ({ status, length, body: body() }),
  });
}

test.each([0, 10, 65_536, 2_200_000, 33 * 65_536])(
  'a file of %i bytes is opened', async (size) => {
    const [clear, key] = [clear_of(size), random_file_key()];
    const stored = await sealed_whole(clear, key);
    for (const piece of [10_007, 5_000_000]) {
      const result = await opened(stored, size, key, { piece });
      expect(result.ok && result.file.type).toBe('image/png');
      if (result.ok) expect(hash(await bytes_of(result.file))).toBe(hash(clear));
    }
  });

test('of a damaged one nothing is kept', async () => {
  const key = random_file_key();
  const stored = await sealed_whole(clear_of(2_200_000), key);
  const damaged = { ok: false, fault: 'damaged' };
  const flipped = stored.slice();
  flipped[2_150_000] = (flipped[2_150_000] ?? 0) ^ 1;
  expect(await opened(flipped, 2_200_000, key)).toEqual(damaged);
  expect(await opened(stored.slice(0, -1), 2_200_000, key, { length: null })).toEqual(damaged);
  expect(await opened(stored, 2_200_000, key, { length: stored.length - 1 })).toEqual(damaged);
  expect(await opened(stored, 2_199_999, key, { length: null })).toEqual(damaged);
  expect(await opened(stored, 2_200_000, random_file_key())).toEqual(damaged);
});

test('a server that sends without end is not listened to', async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      asked += 1;
      yield new Uint8Array(65_536);
    }
  }
  const result = await open_file({
    url: 'https://h/files/1', key: random_file_key(), size: 100_000, type: '', cipher: here,
    get: async () => ({ status: 200, length: null, body: endless() }),
  });
  expect([result, asked <= 3]).toEqual([{ ok: false, fault: 'damaged' }, true]);
});

test('what is gone, away or too large is told apart', async () => {
  const key = random_file_key();
  const stored = await sealed_whole(clear_of(10), key);
  expect(await opened(stored, 10, key, { status: 404 })).toEqual({ ok: false, fault: 'gone' });
  expect(await opened(stored, 10, key, { status: 500 }))
    .toEqual({ ok: false, fault: 'unreachable' });
  expect(await opened(stored, opened_bytes_max + 1, key))
    .toEqual({ ok: false, fault: 'too_large' });
  expect(sealed_file_bytes(10)).toBe(26);
});
