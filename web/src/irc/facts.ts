// What the server says of itself: CAP and 005, and the rules for names that follow from them.

import type { Message } from './message';

const offers_max = 256;
const tokens_max = 256;

/** Names are looked up by their fold: two are one where their folds are equal. */
export function fold_name(name: string, mapping: 'ascii' | 'rfc1459' | 'precis'): string {
  if (/^[\x00-\x7f]*$/.test(name)) {
    const folded = name.toLowerCase();
    if (mapping !== 'rfc1459') return folded;
    return folded.replace(/[[\]\\~]/g, (c) => '{}|^'['[]\\~'.indexOf(c)] ?? c);
  }
  if (mapping !== 'precis') return name.replace(/[A-Z]/g, (c) => c.toLowerCase());
  // NFKC_Casefold, as near as a browser has it. The dotless i folds to itself.
  const folded = Array.from(name.normalize('NFKC'), (c) =>
    (c === 'ı' ? c : c.toUpperCase().toLowerCase())).join('');
  return folded.replace(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFKC');
}

export interface PrefixRule { readonly mode: string; readonly sign: string }

// A server that could change them later could make a room another one while people talk in it.
const name_rules = new Set(['CASEMAPPING', 'UTF8MAPPING', 'CHANTYPES', 'PREFIX', 'STATUSMSG']);

/** No sign of a rank or a room is one that a nick could begin with. */
function is_sound_rule(key: string, value: string): boolean {
  if (key === 'CHANTYPES') return /^[#&+!]*$/.test(value);
  const signs = key === 'PREFIX' ? value.replace(/^\([a-zA-Z]*\)/, '') : value;
  return !['PREFIX', 'STATUSMSG'].includes(key) || /^[~&@%+!*.^]*$/.test(signs);
}

export class Facts {
  private are_rules_settled = false;
  private readonly offered = new Map<string, string>();
  private readonly active = new Set<string>();
  private readonly tokens = new Map<string, string>();

  /** A new connection: the rules for names stay until the server sends others. */
  forget(): void {
    this.offered.clear();
    this.active.clear();
  }

  /** The first greeting is over: the rules for names hold for as long as the page lives. */
  settle(): void { this.are_rules_settled = true; }

  take_isupport(message: Message): void {
    for (const word of message.params.slice(1, -1)) {
      const at = word.indexOf('=');
      const key = at < 0 ? word : word.slice(0, at);
      const name = key.replace(/^-/, '');
      if (name_rules.has(name) && this.are_rules_settled) continue;
      if (key.startsWith('-')) {
        this.tokens.delete(name);
      } else if (!is_sound_rule(key, at < 0 ? '' : word.slice(at + 1))) {
        continue;
      } else if (this.tokens.has(key) || this.tokens.size < tokens_max) {
        this.tokens.set(key, at < 0 ? '' : unescape_value(word.slice(at + 1)));
      }
    }
  }

  take_offers(words: string, is_there: boolean): void {
    for (const word of words.split(' ')) {
      const at = word.indexOf('=');
      const name = at < 0 ? word : word.slice(0, at);
      if (name === '') continue;
      if (!is_there) {
        this.offered.delete(name);
        this.active.delete(name);
      } else if (this.offered.size < offers_max) {
        this.offered.set(name, at < 0 ? '' : word.slice(at + 1));
      }
    }
  }

  take_active(words: string): void {
    for (const word of words.split(' ')) {
      if (word.startsWith('-')) this.active.delete(word.slice(1));
      else if (this.offered.has(word)) this.active.add(word);
    }
  }

  offers(name: string): boolean { return this.offered.has(name); }
  has(name: string): boolean { return this.active.has(name); }
  get capabilities(): ReadonlySet<string> { return this.active; }
  /** Of "draft/multiline=max-bytes=4096,max-lines=32" the words behind the first '='. */
  offer_words(name: string): ReadonlyMap<string, string> {
    const words = new Map<string, string>();
    for (const word of (this.offered.get(name) ?? '').split(',')) {
      const at = word.indexOf('=');
      if (word !== '') words.set(at < 0 ? word : word.slice(0, at), word.slice(at + 1));
    }
    return words;
  }

  token(name: string): string | undefined { return this.tokens.get(name); }
  number(name: string, otherwise: number, max = 1_000_000): number {
    const value = Number.parseInt(this.tokens.get(name) ?? '', 10);
    return Number.isFinite(value) && value > 0 ? Math.min(value, max) : otherwise;
  }

  fold(name: string): string {
    if (this.tokens.get('UTF8MAPPING') === 'rfc8265') return fold_name(name, 'precis');
    return fold_name(name, this.tokens.get('CASEMAPPING') === 'rfc1459' ? 'rfc1459' : 'ascii');
  }
  same(a: string, b: string): boolean { return a === b || this.fold(a) === this.fold(b); }
  is_room(name: string): boolean {
    return name !== '' && (this.tokens.get('CHANTYPES') ?? '#').includes(name[0] ?? '');
  }
  /** "@#room" is "#room". */
  without_status(target: string): string {
    const signs = this.tokens.get('STATUSMSG') ?? '';
    let at = 0;
    while (at < target.length && signs.includes(target[at] ?? '')) ++at;
    return at > 0 && this.is_room(target.slice(at)) ? target.slice(at) : target;
  }

  /** Highest first. */
  get prefixes(): readonly PrefixRule[] {
    const found = /^\(([a-zA-Z]{1,12})\)(\S{1,12})$/.exec(this.tokens.get('PREFIX') ?? '(ov)@+');
    const modes = found?.[1] ?? 'ov';
    const signs = found?.[2] ?? '@+';
    return Array.from(modes, (mode, i) => ({ mode, sign: signs[i] ?? '' }));
  }
  mode_takes_value(mode: string, is_set: boolean): boolean {
    if (this.prefixes.some((rule) => rule.mode === mode)) return true;
    const kinds = (this.tokens.get('CHANMODES') ?? 'b,k,l').split(',');
    return (kinds[0] ?? '').includes(mode) || (kinds[1] ?? '').includes(mode)
      || (is_set && (kinds[2] ?? '').includes(mode));
  }
  is_list_mode(mode: string): boolean {
    return (this.tokens.get('CHANMODES') ?? 'b').split(',')[0]?.includes(mode) ?? false;
  }
}

function unescape_value(value: string): string {
  return value.replace(/\\x([0-9A-Fa-f]{2})/g,
    (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
