import { beforeEach, expect, test } from 'vitest';
import { Keyring } from '../../../src/cipher/keyring';
import type { KeptConversation, KeyStore } from '../../../src/cipher/kept_keys';
import type { KeyNews, TabChannel } from '../../../src/cipher/tabs';

/** One device: what it keeps, and the tabs that hear of one another. */
class Device implements KeyStore {
  readonly kept = new Map<string, KeptConversation>();
  marks = new Map<string, string>();
  is_broken = false;
  private readonly hearers: ((news: KeyNews) => void)[] = [];

  async load() { return this.is_broken ? [] : structuredClone([...this.kept.values()]); }
  async save(kept: KeptConversation) {
    this.kept.set(kept.name, structuredClone(kept));
    return true;
  }
  async remove(name: string) { this.kept.delete(name); }
  load_marks() { return new Map(this.marks); }
  save_marks(marks: ReadonlyMap<string, string>) { this.marks = new Map(marks); }

  tab(): Promise<Keyring> {
    let own: ((news: KeyNews) => void) | null = null;
    const tabs: TabChannel = {
      tell: (news) => {
        for (const hear of this.hearers) if (hear !== own) hear(structuredClone(news));
      },
      listen: (take) => {
        own = take;
        this.hearers.push(take);
      },
    };
    return Keyring.open({
      store: this, tabs, page_protected: true,
      make_root: async ({ passphrase }) => {
        const root = new Uint8Array(32);
        root.set(passphrase.subarray(0, 32));
        return root;
      },
    });
  }
}

let device: Device;
let here: Keyring;
let there: Keyring;

beforeEach(async () => {
  device = new Device();
  here = await device.tab();
  there = await device.tab();
});

const give = (ring: Keyring, passphrase: string, keep: boolean, room = '#room') =>
  ring.cipher_of(room).set_passphrase(passphrase, room, keep);
const lock_of = (ring: Keyring, room = '#room') => ring.cipher_of(room).lock;

test('a key that is kept in one tab is used in the others', async () => {
  expect(there.cipher_of('#Room').sends).toBe('clear');
  await give(here, 'a long passphrase', true);
  await expect.poll(() => there.cipher_of('#room').sends).toBe('ciphered');
  expect(lock_of(there)).toEqual(lock_of(here));
  await give(here, 'a newer passphrase', true);
  const { key_ids } = here.cipher_of('#room');
  await expect.poll(() => there.cipher_of('#room').key_ids).toEqual(key_ids);
});

test('a key of one tab alone locks the others, which say nothing in clear any more', async () => {
  const other = there.cipher_of('#room');
  const seen: string[] = [];
  other.subscribe(() => seen.push(other.sends));
  await give(here, 'a long passphrase', false);
  await expect.poll(() => lock_of(there)).toMatchObject({ kind: 'locked', why: 'had_key' });
  expect(seen).not.toContain('clear');
  // A conversation that is opened only now is locked as well.
  await give(here, 'a long passphrase', false, '#later');
  expect(there.cipher_of('#later').sends).toBe('nothing');
});

test('a kept key is dropped in all tabs when one of them keeps none', async () => {
  await give(here, 'a long passphrase', true);
  await expect.poll(() => there.cipher_of('#room').sends).toBe('ciphered');
  const [key_id8] = here.cipher_of('#room').key_ids;
  await give(here, 'a newer passphrase', false);
  await expect.poll(() => there.cipher_of('#room').sends).toBe('nothing');
  expect(here.cipher_of('#room').sends).toBe('ciphered');
  expect(lock_of(there)).not.toMatchObject({ key_id8 });
});

test('two tabs with a key each keep their own', async () => {
  await give(there, 'the key of there', false);
  const [key_id8] = there.cipher_of('#room').key_ids;
  await give(here, 'the key of here', false);
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect(lock_of(there)).toMatchObject({ kind: 'ciphered', key_id8 });
});

test('forgetting is for all tabs, and talking in clear for the one where it was said', async () => {
  await give(here, 'a long passphrase', true);
  await expect.poll(() => there.cipher_of('#room').sends).toBe('ciphered');
  await here.cipher_of('#room').forget();
  await expect.poll(() => there.cipher_of('#room').sends).toBe('nothing');
  await here.cipher_of('#room').talk_in_clear();
  expect([here.cipher_of('#room').sends, there.cipher_of('#room').sends])
    .toEqual(['clear', 'nothing']);
  // No tab brings the mark back that was taken away.
  await give(there, 'a long passphrase', false, '#other');
  expect([...device.marks.keys()]).toEqual(['#other']);
});

test('a tab whose visit ends takes its own keys, and a log-out those of all', async () => {
  await give(here, 'a long passphrase', true, '#kept');
  await give(here, 'a long passphrase', false, '#held');
  await give(there, 'a long passphrase', false, '#held');
  await expect.poll(() => there.cipher_of('#kept').sends).toBe('ciphered');
  await here.forget({ kept: false });
  expect(there.cipher_of('#held').sends).toBe('ciphered');
  await here.forget({ kept: true });
  await expect.poll(() => there.cipher_of('#kept').sends).toBe('nothing');
});

test('a tab that cannot read what is kept uses no key', async () => {
  await give(here, 'a long passphrase', true);
  await expect.poll(() => there.cipher_of('#room').sends).toBe('ciphered');
  device.is_broken = true;
  await give(here, 'a newer passphrase', true);
  await expect.poll(() => there.cipher_of('#room').sends).toBe('nothing');
});

test('the marks of one tab do not overwrite those of another', async () => {
  const silent = await Keyring.open({ store: device, page_protected: true });
  await give(here, 'a long passphrase', false, '#one');
  await silent.cipher_of('#three').talk_in_clear();
  await give(there, 'a long passphrase', false, '#two');
  expect([...device.marks.keys()].sort()).toEqual(['#one', '#two']);
  expect(silent.cipher_of('#one').sends).toBe('nothing');
});

test('a key is not brought back that is forgotten while it is read', async () => {
  await give(here, 'a long passphrase', true);
  await there.cipher_of('#room').forget();
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect([here.cipher_of('#room').sends, there.cipher_of('#room').sends, device.kept.size])
    .toEqual(['nothing', 'nothing', 0]);
});
