// A conversation's root key, and the line keys that are made from it (section 4).

import { backend, type LineCipher } from './backend';
import { as_key, hex, joined, utf8, utf8_bytes, type Bytes } from './bytes';
import type { LineKind } from './line_kind';
import { fold_name } from './names';
import { key_id_bytes } from './sealed_line';

/** Who sends is another's choice, so how many keys are held has a bound. */
const line_keys_max = 1024;
/** Names together, once folded: longer ones are nobody's. */
const names_bytes_max = 1024;
const line_key_bytes = 32;
const name_bytes = 12;

export interface LineKey {
  cipher: LineCipher;
  /** Which key it is, without telling it: one character a byte. */
  name: string;
}

export function line_key_info(kind: LineKind, target: string, sender: string): string {
  // A topic has no sender: 332 does not carry it.
  const who = kind === 'TOPIC' ? '' : fold_name(sender);
  return `line\0${kind}\0${fold_name(target)}\0${who}`;
}

export class RoomKey {
  /** The first 8 hex digits of the id: what people see of it. */
  readonly id8: string;
  private readonly made = new Map<string, Promise<LineKey>>();

  private constructor(
    /** Secret. For keeping it, if a person asks for that. */
    readonly root: Bytes,
    readonly id: Bytes,
  ) {
    this.id8 = hex(id.subarray(0, 4));
  }

  static async make(root: Bytes): Promise<RoomKey> {
    const id = await (await backend()).derive(root, utf8('key-id'), key_id_bytes);
    return new RoomKey(root, id);
  }

  has_id(id: Bytes): boolean {
    return this.id.every((byte, i) => byte === id[i]);
  }

  /** Null where the names are too long. */
  line_key(kind: LineKind, target: string, sender: string): Promise<LineKey> | null {
    const info = line_key_info(kind, target, sender);
    if (utf8_bytes(info) > names_bytes_max) return null;
    const found = this.made.get(info);
    if (found !== undefined) return found;
    if (this.made.size >= line_keys_max) this.made.clear();
    const key = this.make_line_key(utf8(info));
    key.catch(() => this.made.delete(info));
    this.made.set(info, key);
    return key;
  }

  private async make_line_key(info: Bytes): Promise<LineKey> {
    const program = await backend();
    const bytes = await program.derive(this.root, info, line_key_bytes);
    const cipher = await program.line_cipher(bytes);
    bytes.fill(0);
    const digest = await program.sha256(joined(this.id, info));
    return { cipher, name: as_key(digest.subarray(0, name_bytes)) };
  }
}
