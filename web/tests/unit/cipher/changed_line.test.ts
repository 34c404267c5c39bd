// Every single bit of a line, and every character, is under its key's guard.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { from_base64url, to_base64url } from '../../../src/cipher/bytes';
import { line_of, programs, root_of, use_program } from './vectors';

const prefix = '+aes1 ';
// The key id's 128 bits are in the first 22 characters.
const id_bits = 128;
const id_chars = 22;

describe.each(programs)('with %s', (program) => {
  beforeAll(() => use_program(program));
  afterAll(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  async function reader_of(id: string) {
    const { KeyRing } = await import('../../../src/cipher/key_ring');
    const { RoomKey } = await import('../../../src/cipher/room_key');
    const entry = line_of(id);
    const ring = new KeyRing(Date.now);
    for (const key of entry.keys) ring.add(await RoomKey.make(root_of(key)));
    return async (line: string) => (await ring.open(entry, line, false)).class;
  }

  const ids = ['ok-hello', 'ok-29', 'ok-private', 'ok-notice'];

  it.each(ids)('a line with a flipped bit is of another key or damaged: %s', async (id) => {
    const class_of = await reader_of(id);
    const bytes = from_base64url(line_of(id).line.slice(prefix.length)) ?? new Uint8Array();
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = bytes.slice();
      changed[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> bit % 8);
      const found = await class_of(prefix + to_base64url(changed));
      expect(found, `bit ${bit}`).toBe(bit < id_bits ? 'other_key' : 'damaged');
    }
    expect(await class_of(line_of(id).line)).toBe('ok');
  });

  it('a line with a changed character is of another key or damaged', async () => {
    const class_of = await reader_of('ok-hello');
    const { line } = line_of('ok-hello');
    for (let at = prefix.length; at < line.length; at += 1) {
      for (const c of 'AQgw_-+/= \0\n\u00e1\u{1f511}9z') {
        if (line[at] === c) continue;
        const found = await class_of(line.slice(0, at) + c + line.slice(at + 1));
        const may_be_other = at < prefix.length + id_chars && found === 'other_key';
        expect(may_be_other || found === 'damaged', `character ${at} became ${c}`).toBe(true);
      }
    }
  });

  it('a line that is cut anywhere is damaged', async () => {
    const class_of = await reader_of('ok-hello');
    const { line } = line_of('ok-hello');
    for (let size = prefix.length; size < line.length; size += 1) {
      expect(await class_of(line.slice(0, size)), `${size} characters left`).toBe('damaged');
      const without = line.slice(0, size) + line.slice(size + 1);
      expect(await class_of(without), `without character ${size}`).toBe('damaged');
    }
  });
});
