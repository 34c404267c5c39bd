import { visible } from './visible';

export interface Link {
  readonly from: number;
  readonly to: number;
  /** What is shown: the text as written, unseen characters made visible, a foreign host named. */
  readonly text: string;
  /** Where it leads, as the browser reads it: its host is in ASCII. */
  readonly href: string;
}

const ADDRESS = /(?:https?:\/\/|ircs?:\/\/|www\.)[^\s<>"`\u0000-\u001f\u007f]+/giu;
const ALLOWED = new Set(['http:', 'https:', 'irc:', 'ircs:']);
const LINKS_MAX = 100;
const ADDRESS_MAX = 2000;
const CLOSING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** Punctuation behind an address belongs to the sentence, unless a bracket inside opened it. */
function trimmed(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const opening = CLOSING.get(last);
    if (opening !== undefined) {
      const inside = address.slice(0, end);
      if (inside.split(opening).length >= inside.split(last).length) break;
    } else if (!/[.,;:!?'"*_~|…»”’]/u.test(last)) {
      break;
    }
    end -= 1;
  }
  return address.slice(0, end);
}

/** Where the address leads, or null where it is none that may be opened. */
export function safe_href(address: string): string | null {
  if (address.length > ADDRESS_MAX) return null;
  try {
    const url = new URL(/^www\./i.test(address) ? `https://${address}` : address);
    if (!ALLOWED.has(url.protocol) || url.host === '') return null;
    // What stands before an '@' looks like the place where it leads, and is none.
    if (url.username !== '' || url.password !== '') return null;
    return url.href;
  } catch {
    return null;
  }
}

/** A host in other letters than ASCII may look like another one: its true name stands behind. */
function shown(address: string, href: string): string {
  const text = visible(address);
  const host = new URL(href).hostname;
  const has_foreign = /(?:^|\.)xn--/.test(host) && !address.toLowerCase().includes(host);
  return has_foreign ? `${text} (${host})` : text;
}

export function find_links(text: string): Link[] {
  const found: Link[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    if (found.length >= LINKS_MAX) break;
    const before = text[match.index - 1] ?? ' ';
    if (/[\p{L}\p{N}_]/u.test(before)) continue;
    const address = trimmed(match[0].slice(0, ADDRESS_MAX + 1));
    const href = safe_href(address);
    if (href === null) continue;
    const to = match.index + address.length;
    found.push({ from: match.index, to, text: shown(address, href), href });
  }
  return found;
}
