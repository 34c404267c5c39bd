// Files as uvchat-cli enciphers them: the same vectors judge both.

import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { from_hex, programs, use_program, vectors, type FileVector } from './vectors';

type Bytes = Uint8Array<ArrayBuffer>;

afterEach(() => { vi.unstubAllGlobals(); });

const sha256 = (bytes: Bytes): string => createHash('sha256').update(bytes).digest('hex');

function clear_of({ size, pattern }: FileVector): Bytes {
  const repeated = from_hex(pattern);
  return Uint8Array.from({ length: size }, (_, i) => repeated[i % repeated.length] ?? 0);
}

function edited(sealed: Bytes, edit: Record<string, unknown>): Bytes {
  const chunk = 65_552;
  const part = (i: number): Bytes => sealed.slice(i * chunk, (i + 1) * chunk);
  const parts = Array.from({ length: Math.ceil(sealed.length / chunk) }, (_, i) => part(i));
  const [a = 0, b = 0] = (edit['swap_chunks'] ?? edit['copy_chunk'] ?? []) as number[];
  if (edit['swap_chunks']) [parts[a], parts[b]] = [part(b), part(a)];
  if (edit['copy_chunk']) parts[b] = part(a);
  const bytes = parts.flatMap((each) => [...each]);
  if (edit['cut_to'] !== undefined) bytes.length = edit['cut_to'] as number;
  for (let i = 0; i < Number(edit['append_zero_bytes'] ?? 0); ++i) bytes.push(0);
  const flip = edit['flip'] as { byte: number; mask: number } | undefined;
  if (flip) bytes[flip.byte] = (bytes[flip.byte] ?? 0) ^ flip.mask;
  return Uint8Array.from(bytes);
}

/** As a reader does: the size first, and then each tag. */
async function opened(sealed: Bytes, key: Bytes, size: number): Promise<Bytes | null> {
  const { open_stretch, sealed_file_bytes } = await import('../../../src/cipher/file_stream');
  if (sealed.length !== sealed_file_bytes(size)) return null;
  return open_stretch({ key, size, index: 0 }, sealed);
}

describe.each(programs)('with %s', (program) => {
  test.each(vectors.files.map((file) => [file.id, file] as const))(
    'the file "%s" is sealed and opened', async (_, file) => {
      use_program(program);
      const { seal_stretch, sealed_file_bytes } = await import('../../../src/cipher/file_stream');
      const key = from_hex(file.key);
      const clear = clear_of(file);
      const sealed = await seal_stretch({ key, size: file.size, index: 0 }, clear);
      expect(sealed.length).toBe(file.ciphertext_size);
      expect(sealed_file_bytes(file.size)).toBe(file.ciphertext_size);
      expect(sha256(sealed)).toBe(file.ciphertext_sha256);
      expect(sha256(await opened(sealed, key, file.size) ?? new Uint8Array(1))).toBe(sha256(clear));
    });

  test.each(vectors.files_damaged.map((damage) => [damage.why, damage] as const))(
    'where %s it is damaged', async (_, damage) => {
      use_program(program);
      const { seal_stretch } = await import('../../../src/cipher/file_stream');
      const file = vectors.files.find(({ id }) => id === damage.of);
      if (file === undefined) throw new Error(`no file ${damage.of}`);
      const place = { key: from_hex(file.key), size: file.size, index: 0 };
      const sealed = edited(await seal_stretch(place, clear_of(file)), damage.edit);
      expect(sha256(sealed)).toBe(damage.ciphertext_sha256);
      expect(await opened(sealed, from_hex(damage.key), damage.announced_size)).toBeNull();
    });
});

test('a stretch is the same as its part of the whole', async () => {
  const { open_stretch, seal_stretch } = await import('../../../src/cipher/file_stream');
  const size = 3 * 65_536 + 5;
  const clear = Uint8Array.from({ length: size }, (_, i) => i % 251);
  const key = new Uint8Array(32).fill(7);
  const whole = await seal_stretch({ key, size, index: 0 }, clear);
  const tail = await seal_stretch({ key, size, index: 2 }, clear.slice(2 * 65_536));
  expect(sha256(tail)).toBe(sha256(whole.slice(2 * 65_552)));
  const opened_tail = await open_stretch({ key, size, index: 2 }, tail);
  expect(sha256(opened_tail ?? new Uint8Array())).toBe(sha256(clear.slice(2 * 65_536)));
  expect(await open_stretch({ key, size, index: 1 }, tail)).toBeNull();
});
