// The lock of a conversation, as the page sees it.

import type { LockState } from '../cipher';
import type { Outcome } from './contract';

export interface Locking {
  readonly lock: LockState;
  /** What is shown of late that no key here opens. */
  readonly unreadable: number;
  /** Lines here need a key, and none of them is opened by one that is here. */
  readonly reads_none: boolean;
  /** Lines here need a key, and there is none: what is said goes out in clear. */
  readonly others_encrypt: boolean;
  /** The person has chosen to talk in clear. */
  readonly is_clear_meant: boolean;
  /** With what a passphrase becomes a key: the room, or both nicks. */
  readonly lock_label: string;
  /** `keep`: on this device, else in this tab only. The label is another one after a rename.
   * When it is done, what the new key opens has been opened. */
  set_passphrase(text: string, keep: boolean, label?: string): Promise<Outcome>;
  /** The keys go. What is said here stays locked until talk_in_clear(). */
  forget_passphrase(): void;
  /** The person's own deed: what is said here goes out in clear from now on. */
  talk_in_clear(): void;
}
