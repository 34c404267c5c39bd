import type { LockState } from '../chat/contract';
import { words } from '../words';

/** One sentence for each state of a conversation's lock. */
export function lock_sentence(lock: LockState): string {
  const w = words().lock.state;
  return lock.kind === 'locked' ? w[lock.why] : w[lock.kind];
}

export function lock_short(lock: LockState): string {
  return words().lock.short[lock.kind];
}
