import { beforeEach, describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/cipher/bytes';
import { KeyRing } from '../../../src/cipher/key_ring';
import { Keyring } from '../../../src/cipher/keyring';
import type { KeptConversation, KeyStore } from '../../../src/cipher/kept_keys';
import { NonceMemory } from '../../../src/cipher/nonce_memory';
import { is_weak_passphrase } from '../../../src/cipher/passphrase';
import { suggest_passphrase } from '../../../src/cipher/suggestion';
import { suggestion_words } from '../../../src/cipher/suggestion_words';
import { RoomKey } from '../../../src/cipher/room_key';
import type { RootQuestion } from '../../../src/cipher/argon2';
import type { RootMaker } from '../../../src/cipher/root';
import { root_of } from './vectors';

const echo = { has_echo: true };
const no_echo = { has_echo: false };
const now = { past: false };
const past = { past: true };

class MemoryStore implements KeyStore {
  readonly kept = new Map<string, KeptConversation>();
  marks = new Map<string, string>();
  is_full = false;
  async load() {
    return structuredClone([...this.kept.values()]);
  }
  async save(kept: KeptConversation) {
    if (!this.is_full) this.kept.set(kept.name, structuredClone(kept));
    return !this.is_full;
  }
  async remove(name: string) {
    this.kept.delete(name);
  }
  load_marks() {
    return new Map(this.marks);
  }
  save_marks(marks: ReadonlyMap<string, string>) {
    this.marks = new Map(marks);
  }
}

// Instead of half a second's work; passphrases that differ make keys that differ.
async function quick_root({ passphrase, salt }: RootQuestion) {
  const root = new Uint8Array(32);
  root.set(passphrase.subarray(0, 16));
  root.set(salt, 16);
  return root;
}

let store: MemoryStore;
let now_ms: number;

beforeEach(() => {
  store = new MemoryStore();
  now_ms = 1_767_225_600_000;
});

function open_keyring(make_root: RootMaker = quick_root) {
  return Keyring.open({ store, now_ms: () => now_ms, make_root, page_protected: true });
}

async function ciphered(name: string, keep = false) {
  const cipher = (await open_keyring()).cipher_of(name);
  expect((await cipher.set_passphrase('a long passphrase', name, keep)).ok).toBe(true);
  return cipher;
}

async function sealed_line(cipher: Awaited<ReturnType<typeof ciphered>>, text: string, how = echo) {
  const sealed = await cipher.seal('PRIVMSG', '#room', 'ana', text, how);
  if (!sealed.ok) throw new Error(sealed.why);
  return sealed.line;
}

describe('the lock', () => {
  it('of a conversation that never had a key lets clear text out', async () => {
    const cipher = (await open_keyring()).cipher_of('#room');
    expect(cipher.lock).toEqual({ kind: 'clear', page_protected: true });
    expect(cipher.sends).toBe('clear');
    expect(await cipher.seal('PRIVMSG', '#room', 'ana', 'x', echo)).toEqual({
      ok: false,
      why: 'no_key',
    });
  });

  it('lets nothing out from the moment a key is asked for', async () => {
    const cipher = (await open_keyring()).cipher_of('#room');
    const made = cipher.set_passphrase('a long passphrase', '#room', false);
    expect(cipher.lock).toMatchObject({ kind: 'locked', why: 'making' });
    expect(cipher.sends).toBe('nothing');
    await made;
    expect(cipher.sends).toBe('ciphered');
  });

  it('is as before when no key could be made', async () => {
    const cipher = (await open_keyring(async () => null)).cipher_of('#room');
    expect(await cipher.set_passphrase('a long passphrase', '#room', true)).toEqual({
      ok: false,
      why: 'no_memory',
    });
    expect(cipher.sends).toBe('clear');
    expect(store.marks.size).toBe(0);
  });

  it('of a ciphered conversation is locked after a reload, until its key is given', async () => {
    const key_id8 = (await ciphered('#Room')).key_ids[0];
    const reloaded = (await open_keyring()).cipher_of('#room');
    expect(reloaded.lock).toMatchObject({ kind: 'locked', why: 'had_key', key_id8 });
    await reloaded.set_passphrase('a long passphrase', '#Room', false);
    expect(reloaded.lock).toMatchObject({ kind: 'ciphered', key_id8, old_keys: 0 });
  });

  it('opens by itself after a reload where the key was kept', async () => {
    const cipher = await ciphered('#room', true);
    await cipher.set_passphrase('a newer passphrase', '#room', true);
    const reloaded = (await open_keyring()).cipher_of('#room');
    expect(reloaded.key_ids).toEqual(cipher.key_ids);
    expect(reloaded.lock).toMatchObject({ kind: 'ciphered', old_keys: 1, is_kept: true });
  });

  it('does not claim that a key is kept where it cannot be', async () => {
    store.is_full = true;
    const cipher = await ciphered('#room', true);
    expect(cipher.lock).toMatchObject({ kind: 'ciphered', is_kept: false });
  });

  it('is locked by forgetting the key, and clear by a deed of its own alone', async () => {
    const cipher = await ciphered('#room', true);
    await cipher.forget();
    expect(store.kept.size).toBe(0);
    expect(cipher.lock).toMatchObject({ kind: 'locked', why: 'had_key' });
    expect((await open_keyring()).cipher_of('#room').sends).toBe('nothing');
    await cipher.talk_in_clear();
    expect(cipher.sends).toBe('clear');
    expect((await open_keyring()).cipher_of('#room').sends).toBe('clear');
  });

  it('of a room that takes ciphered lines only lets nothing out without a key', async () => {
    const cipher = (await open_keyring()).cipher_of('#room');
    cipher.set_room_requires(true);
    expect(cipher.lock).toMatchObject({ kind: 'locked', why: 'room', key_id8: null });
    cipher.set_room_requires(false);
    expect(cipher.sends).toBe('clear');
  });

  it('goes with a renamed room, and a new room of the old name is locked', async () => {
    const ring = await open_keyring();
    const cipher = ring.cipher_of('#secret');
    await cipher.set_passphrase('a long passphrase', '#secret', true);
    expect(ring.rename('#secret', '#Zzz')).toBe(true);
    expect(ring.cipher_of('#zzz')).toBe(cipher);
    expect(cipher.sends).toBe('ciphered');
    expect(ring.cipher_of('#SECRET').lock).toMatchObject({ kind: 'locked', why: 'had_key' });
    await expect.poll(() => [...store.kept.keys()]).toEqual(['#zzz']);
  });

  it('does not lose keys to a conversation that takes the name of another', async () => {
    const ring = await open_keyring();
    await ring.cipher_of('bob').set_passphrase('a long passphrase', 'ana bob', false);
    await ring.cipher_of('eve').set_passphrase('another passphrase', 'ana eve', false);
    const [bob, eve] = [ring.cipher_of('bob'), ring.cipher_of('eve')];
    expect(ring.rename('eve', 'bob')).toBe(false);
    expect([ring.cipher_of('bob'), ring.cipher_of('eve')]).toEqual([bob, eve]);
  });

  it('of a conversation in clear that comes under a ciphered name is locked', async () => {
    await ciphered('#secret');
    const ring = await open_keyring();
    const cipher = ring.cipher_of('#public');
    expect(cipher.sends).toBe('clear');
    expect(ring.rename('#public', '#secret')).toBe(true);
    expect(cipher.lock).toMatchObject({ kind: 'locked', why: 'had_key' });
    expect(ring.rename('#secret', '#elsewhere')).toBe(true);
    expect(cipher.sends).toBe('nothing');
  });

  it('of other conversations stays, however often a server renames one', async () => {
    await ciphered('#other');
    const ring = await open_keyring();
    const cipher = ring.cipher_of('#a0');
    await cipher.set_passphrase('a long passphrase', '#a0', false);
    let renamed = 0;
    while (renamed < 12_000 && ring.rename(`#a${renamed}`, `#a${renamed + 1}`)) renamed += 1;
    expect(renamed).toBeLessThan(1_000);
    expect(cipher.sends).toBe('ciphered');
    expect(ring.cipher_of('#other').sends).toBe('nothing');
    expect(store.marks.size).toBeLessThanOrEqual(1_000);
  });

  it('keeps its keys from whoever comes after the person has left', async () => {
    const ring = await open_keyring();
    const [kept, held] = [ring.cipher_of('#kept'), ring.cipher_of('#held')];
    await kept.set_passphrase('a long passphrase', '#kept', true);
    await held.set_passphrase('a long passphrase', '#held', false);
    await ring.forget({ kept: false });
    expect([kept.has_keys, held.has_keys, held.sends]).toEqual([true, false, 'nothing']);
    await ring.forget({ kept: true });
    expect([kept.has_keys, kept.sends, store.kept.size]).toEqual([false, 'nothing', 0]);
  });

  it('tells those who watch it, and is the same object until it changes', async () => {
    const cipher = (await open_keyring()).cipher_of('#room');
    const before = cipher.lock;
    const seen: string[] = [];
    const stop = cipher.subscribe(() => seen.push(cipher.lock.kind));
    await cipher.set_passphrase('a long passphrase', '#room', false);
    stop();
    await cipher.forget();
    expect(seen).toEqual(['locked', 'ciphered']);
    expect(before).not.toBe(cipher.lock);
    expect(cipher.lock).toBe(cipher.lock);
  });
});

describe('a line', () => {
  it('that was sealed opens for others, and once only', async () => {
    const cipher = await ciphered('#room');
    const line = await sealed_line(cipher, 'hola');
    expect(line).toMatch(/^\+aes1 [A-Za-z0-9_-]+$/);
    const opened = await cipher.open('PRIVMSG', '#room', 'ana', line, now);
    expect(opened).toMatchObject({ class: 'ok', text: 'hola', mark: null });
    const again = await cipher.open('PRIVMSG', '#Room', 'Ana', line, now);
    expect(again.class).toBe('replayed');
  });

  it('of mine that comes back is a replay where the server sends no echo', async () => {
    const cipher = await ciphered('#room');
    const line = await sealed_line(cipher, 'hola', no_echo);
    const opened = await cipher.open('PRIVMSG', '#room', 'ana', line, now);
    expect(opened.class).toBe('replayed');
  });

  it('of the past opens as often as it is fetched, and as a new one it is a replay', async () => {
    const cipher = await ciphered('#room');
    const line = await sealed_line(cipher, 'hola');
    const open = (when: { past: boolean }) => cipher.open('PRIVMSG', '#room', 'ana', line, when);
    expect((await open(past)).class).toBe('ok');
    expect((await open(past)).class).toBe('ok');
    expect((await open(now)).class).toBe('replayed');
    cipher.forget_nonces();
    expect((await open(now)).class).toBe('ok');
  });

  it('moved to another room, mouth or kind is damaged', async () => {
    const cipher = await ciphered('#room');
    const line = await sealed_line(cipher, 'hola');
    for (const [kind, target, sender] of [
      ['PRIVMSG', '#other', 'ana'],
      ['PRIVMSG', '#room', 'luis'],
      ['NOTICE', '#room', 'ana'],
      ['TOPIC', '#room', ''],
    ] as const) {
      const opened = await cipher.open(kind, target, sender, line, now);
      expect(opened).toEqual({ class: 'damaged', is_forged: true });
    }
  });

  it('from another time than now is marked, unless it is of the past', async () => {
    const cipher = await ciphered('#room');
    const [one, other] = [await sealed_line(cipher, 'a'), await sealed_line(cipher, 'b')];
    now_ms += 301_000;
    const opened = await cipher.open('PRIVMSG', '#room', 'ana', one, now);
    expect(opened).toMatchObject({ class: 'ok', mark: 'off_time' });
    const fetched = await cipher.open('PRIVMSG', '#room', 'ana', other, past);
    expect(fetched).toMatchObject({ class: 'ok', mark: null });
  });

  it('under an old key is read, and the newest key seals', async () => {
    const cipher = await ciphered('#room');
    const line = await sealed_line(cipher, 'old');
    const [old_id] = cipher.key_ids;
    await cipher.set_passphrase('a newer passphrase', '#room', false);
    expect(cipher.key_ids[1]).toBe(old_id);
    const opened = await cipher.open('PRIVMSG', '#room', 'ana', line, now);
    expect(opened).toMatchObject({ class: 'ok', text: 'old' });
    const stranger = await ciphered('#room');
    const newer = await sealed_line(cipher, 'new');
    const unread = await stranger.open('PRIVMSG', '#room', 'ana', newer, now);
    expect(unread).toEqual({ class: 'other_key', key_id8: cipher.key_ids[0] });
  });

  it('is refused for what is no line, and for names too long', async () => {
    const cipher = await ciphered('#room');
    for (const text of ['a\nb', 'a\0b', '\ud800']) {
      const sealed = await cipher.seal('PRIVMSG', '#room', 'ana', text, echo);
      expect(sealed).toEqual({ ok: false, why: 'not_a_line' });
    }
    const sealed = await cipher.seal('PRIVMSG', `#${'x'.repeat(2000)}`, 'ana', 'hola', echo);
    expect(sealed).toEqual({ ok: false, why: 'names_too_long' });
  });

  it('is not sealed any more when a key has sealed as many as it may', async () => {
    const ring = new KeyRing(() => now_ms);
    ring.add(await RoomKey.make(root_of('lobby')), 2 ** 32 - 1);
    const place = { kind: 'PRIVMSG', target: '#room', sender: 'ana' } as const;
    expect((await ring.seal(place, 'the last', false)).ok).toBe(true);
    expect(await ring.seal(place, 'one more', false)).toEqual({ ok: false, why: 'limit' });
  });
});

it('a topic older than the newest one opened is marked', async () => {
  const cipher = await ciphered('#room');
  const topic = async (text: string) => {
    const sealed = await cipher.seal('TOPIC', '#room', 'ana', text, echo);
    return sealed.ok ? sealed.line : '';
  };
  const older = await topic('older');
  now_ms += 10_000;
  const newer = await topic('newer');
  const open = (line: string) => cipher.open('TOPIC', '#room', '', line, now);
  expect(await open(newer)).toMatchObject({ class: 'ok', mark: null });
  expect(await open(newer)).toMatchObject({ class: 'ok', mark: null });
  expect(await open(older)).toMatchObject({ class: 'ok', text: 'older', mark: 'older_topic' });
});

it('a kept key counts its lines ahead, so that a reload forgets none', async () => {
  const cipher = await ciphered('#room', true);
  await sealed_line(cipher, 'hola');
  expect(store.kept.get('#room')?.keys[0]?.sealed_count).toBeGreaterThanOrEqual(1);
});

it('nonces are remembered as many as there is room for, the oldest forgotten first', () => {
  const memory = new NonceMemory();
  const nonce = (i: number) => utf8(i.toString().padStart(12, '0'));
  for (let i = 0; i <= NonceMemory.nonces_max; i += 1) memory.remember('key', nonce(i));
  expect(memory.knows('key', nonce(0))).toBe(false);
  expect(memory.knows('key', nonce(1))).toBe(true);
  expect(memory.knows('other', nonce(1))).toBe(false);
});

it('a suggested passphrase has 66 bits in words, and is not weak', () => {
  const one = suggest_passphrase();
  const words = one.split(' ');
  expect(words).toHaveLength(6);
  expect(words.filter((word) => !suggestion_words.includes(word))).toEqual([]);
  expect(new Set(suggestion_words).size).toBe(2048);
  expect(one).not.toBe(suggest_passphrase());
  expect([one, 'short', '\u{1f511}'.repeat(11)].map(is_weak_passphrase)).toEqual([
    false, true, true,
  ]);
});
