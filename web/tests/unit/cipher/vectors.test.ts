// Every entry of the vectors is a test, under both programs that do the arithmetic.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { argon2_root } from '../../../src/cipher/argon2';
import { from_utf8, hex, utf8, utf8_bytes } from '../../../src/cipher/bytes';
import { rotate } from '../../../src/cipher/caesar';
import { fold_name, private_label, room_label } from '../../../src/cipher/names';
import { prepare_passphrase } from '../../../src/cipher/passphrase';
import { split_text, text_bytes_max } from '../../../src/cipher/split';
import { from_hex, line_of, programs, root_of, use_program, vectors } from './vectors';
import type { LineVector } from './vectors';

describe.each(programs)('with %s', (program) => {
  beforeAll(() => use_program(program));
  afterAll(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('takes the program that this page has', async () => {
    const { backend } = await import('../../../src/cipher/backend');
    const { noble } = await import('../../../src/cipher/noble');
    expect((await backend()) === noble).toBe(program === 'JavaScript');
  });

  it.each(vectors.keys)('makes key $id of its passphrase and names', async (entry) => {
    const { derive_root, salt_of } = await import('../../../src/cipher/root');
    const { RoomKey } = await import('../../../src/cipher/room_key');
    const [one = '', other] = entry.names;
    const label = other === undefined ? room_label(one) : private_label(one, other);
    expect(label).toBe(entry.label);
    expect(hex(await salt_of(label))).toBe(entry.salt);
    const made = await derive_root(entry.passphrase, label, argon2_root);
    if (!made.ok) throw new Error(made.why);
    expect(hex(made.root)).toBe(entry.root);
    const key = await RoomKey.make(made.root);
    expect(hex(key.id)).toBe(entry.key_id);
    expect(key.id8).toBe(entry.key_id.slice(0, 8));
  });

  it.each(vectors.line_keys)('makes the line key of $kind $target $sender', async (entry) => {
    const { line_key_info } = await import('../../../src/cipher/room_key');
    const { backend } = await import('../../../src/cipher/backend');
    const info = utf8(line_key_info(entry.kind, entry.target, entry.sender));
    expect(hex(info)).toBe(entry.info);
    const key = await (await backend()).derive(root_of(entry.key), info, 32);
    expect(hex(key)).toBe(entry.line_key);
  });

  async function reader_of(keys: string[]) {
    const { KeyRing } = await import('../../../src/cipher/key_ring');
    const { RoomKey } = await import('../../../src/cipher/room_key');
    const ring = new KeyRing(Date.now);
    for (const key of keys) ring.add(await RoomKey.make(root_of(key)));
    return (line: LineVector) => ring.open(line, line.line, false);
  }

  it.each(vectors.lines)('reads the line $id: $why', async (entry) => {
    const open = await reader_of(entry.keys);
    for (const id of entry.after ?? []) {
      expect((await open(line_of(id))).class).toBe(line_of(id).class);
    }
    const opened = await open(entry);
    expect(opened.class).toBe(entry.class);
    if (opened.class !== 'ok') {
      expect(opened).not.toHaveProperty('text');
    } else {
      expect(opened.text).toBe(entry.text);
      expect(opened.time_s).toBe(entry.time);
    }
  });

  it.each(vectors.lines.filter(({ seal }) => seal !== undefined))(
    'seals the line $id to the letter',
    async (entry) => {
      const { RoomKey } = await import('../../../src/cipher/room_key');
      const { seal_with_nonce } = await import('../../../src/cipher/sealed_line');
      const seal = entry.seal;
      if (seal === undefined || entry.text === undefined || entry.time === undefined) {
        throw new Error('a vector to seal has a text and a time');
      }
      const key = await RoomKey.make(root_of(seal.key));
      const line_key = await key.line_key(entry.kind, seal.target, seal.sender);
      if (line_key === null) throw new Error('no line key');
      const clear = { time_s: entry.time, text: entry.text };
      const nonce = from_hex(seal.nonce);
      expect(
        await seal_with_nonce(line_key.cipher, key.id, nonce, clear, seal.extra_blocks),
      ).toBe(entry.line);
    },
  );
});

it.each(vectors.folds)('folds $name', ({ name, folded }) => {
  expect(fold_name(name)).toBe(folded);
});

it.each(vectors.passphrases)('prepares or refuses a passphrase (%#)', (entry) => {
  const prepared = prepare_passphrase(entry.passphrase);
  if (entry.refused) {
    expect(prepared.ok).toBe(false);
  } else {
    expect(prepared.ok && from_utf8(prepared.bytes)).toBe(entry.prepared);
  }
});

it.each(vectors.capacity)('knows how much text $kind $target holds', (entry) => {
  const { kind, prefix_bytes, line_bytes, topic_bytes } = entry;
  const target_bytes = utf8_bytes(entry.target);
  const room = { kind, target_bytes, prefix_bytes, line_bytes, topic_bytes };
  expect(text_bytes_max(room)).toBe(entry.text_bytes);
});

it.each(vectors.split)('cuts at the same places (%#)', ({ text, text_bytes, parts }) => {
  expect(split_text(text, text_bytes)).toEqual(parts);
});

it.each(vectors.caesar)('rotates $clear by $shift', ({ clear, shift, ciphered }) => {
  expect(rotate(clear, shift)).toBe(ciphered);
  expect(rotate(ciphered, -shift)).toBe(clear);
});
