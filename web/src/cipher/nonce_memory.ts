// Which nonces were used under which line key, the last of them.

import { as_key } from './bytes';

export class NonceMemory {
  static readonly nonces_max = 65_536;
  private readonly uses = new Set<string>();

  knows(key_name: string, nonce: Uint8Array): boolean {
    return this.uses.has(key_name + as_key(nonce));
  }

  /** Remembering twice is remembering once. */
  remember(key_name: string, nonce: Uint8Array): void {
    this.uses.add(key_name + as_key(nonce));
    if (this.uses.size <= NonceMemory.nonces_max) return;
    // A Set tells its oldest first.
    for (const oldest of this.uses) {
      this.uses.delete(oldest);
      return;
    }
  }

  forget(): void {
    this.uses.clear();
  }
}
