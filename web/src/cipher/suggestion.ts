// A passphrase that people can say on the phone. Fetched when one is asked for.

import { suggestion_words } from './suggestion_words';

const words_per_passphrase = 6;

/** 66 random bits as six words. */
export function suggest_passphrase(): string {
  const random = crypto.getRandomValues(new Uint16Array(words_per_passphrase));
  // The number of words divides 65536, so each word is equally likely.
  return Array.from(random, (n) => suggestion_words[n % suggestion_words.length]).join(' ');
}
