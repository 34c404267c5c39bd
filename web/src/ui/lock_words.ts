import type { Conversation } from '../chat/contract';
import { words } from '../words';

/** One sentence for each state of a conversation's lock. */
export function lock_sentence({ lock, others_encrypt }: Conversation): string {
  const w = words().lock.state;
  if (others_encrypt) return w.others;
  return lock.kind === 'locked' ? w[lock.why] : w[lock.kind];
}

/** Null: there is nothing to say of it. */
export function lock_short({ lock, others_encrypt }: Conversation): string | null {
  return lock.kind === 'clear' && !others_encrypt ? null : words().lock.short[lock.kind];
}
