// What the rest of the page knows of ciphered lines (docs/ciphered-lines.md). Reasons are codes:
// the sentences are in words/.

import type { LineKind } from './line_kind';

export type { LineKind };

/** What became of a line; only `ok` has a text to show. */
export type Opened =
  | { class: 'clear' }
  | { class: 'unknown_version'; version: string }
  /** `is_forged`: it has the form of a ciphered line, and its key does not open it. */
  | { class: 'damaged'; is_forged: boolean }
  /** The first 8 hex digits of the key that would open it. */
  | { class: 'other_key'; key_id8: string }
  | { class: 'replayed' }
  | {
      class: 'ok';
      text: string;
      /** By the sender's clock, seconds since 1970 UTC. */
      time_s: number;
      /** `off_time`: new, but from another time than now. `older_topic`: a newer one was opened. */
      mark: null | 'off_time' | 'older_topic';
      /** Hex; empty for a topic. Tells whether a line of the past is on the screen already. */
      nonce: string;
    };

export type SealClass = 'none' | Opened['class'];

export type LockState = {
  /** The page came over https or from this machine. Else others on the way may change it. */
  page_protected: boolean;
} & (
  | { kind: 'clear' }
  | {
      /** Nothing may be sent. */
      kind: 'locked';
      /**
       * `had_key`: a conversation of this name had a key, and there is none here now. `room`: the
       * room takes ciphered lines only. `making`: a key is being made.
       */
      why: 'had_key' | 'room' | 'making';
      key_id8: string | null;
    }
  | { kind: 'ciphered'; key_id8: string; old_keys: number; is_kept: boolean }
);

export type PassphraseFault = 'empty' | 'control' | 'not_text' | 'too_long' | 'no_memory';
export type SealFault = 'no_key' | 'not_a_line' | 'limit' | 'names_too_long';

export type Sealed = { ok: true; line: string } | { ok: false; why: SealFault };
export type KeySet = { ok: true; key_id8: string } | { ok: false; why: PassphraseFault };
