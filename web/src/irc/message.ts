// IRC lines with tags, taken apart and put together. What comes is hostile: all is bounded.

export interface Message {
  readonly tags: ReadonlyMap<string, string>;
  /** Without ':'; empty where there is none. */
  readonly source: string;
  /** In capitals, or a numeric. */
  readonly command: string;
  readonly params: readonly string[];
}

/** A line may be 8191 bytes of tags and 8190 of the rest; what is longer is not IRC. */
export const line_chars_max = 16_384;
const params_max = 15;
const tags_max = 64;

const tag_escapes: Record<string, string> = { ':': ';', s: ' ', '\\': '\\', r: '\r', n: '\n' };
const tag_escaped: Record<string, string> = {
  ';': '\\:', ' ': '\\s', '\\': '\\\\', '\r': '\\r', '\n': '\\n',
};
const no_tags: ReadonlyMap<string, string> = new Map();

export function unescape_tag(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\(.?)/gsu, (_, c: string) => tag_escapes[c] ?? c);
}

export function escape_tag(value: string): string {
  return value.replace(/[;\s\\]/g, (c) => tag_escaped[c] ?? c);
}

/** Of several with one key the last counts. */
function parse_tags(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const word of text.split(';', tags_max)) {
    const at = word.indexOf('=');
    const key = at < 0 ? word : word.slice(0, at);
    if (key !== '') tags.set(key, at < 0 ? '' : unescape_tag(word.slice(at + 1)));
  }
  return tags;
}

/** What an answer means (docs/services.md): a code, and what belongs to it. */
export function meaning_of(message: Message): { code: string; facts: readonly string[] } {
  const [code = '', ...facts] = (message.tags.get('uvchat/code') ?? '').split(' ');
  return { code, facts };
}

function parse_params(text: string): string[] {
  const params: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      ++at;
    } else if (text[at] === ':') {
      params.push(text.slice(at + 1));
      break;
    } else if (params.length === params_max - 1) {
      params.push(text.slice(at));
      break;
    } else {
      const end = text.indexOf(' ', at);
      params.push(text.slice(at, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
    }
  }
  return params;
}

/** Cuts the first word off, and the spaces behind it. */
function word_off(text: string): [string, string] {
  const end = text.indexOf(' ');
  if (end < 0) return [text, ''];
  return [text.slice(0, end), text.slice(end + 1).replace(/^ +/, '')];
}

/** Null where it is no line. */
export function parse(line: string): Message | null {
  if (line.length > line_chars_max) return null;
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\r' || line[end - 1] === '\n')) --end;
  let rest = line.slice(0, end).replace(/^ +/, '');
  if (/[\0\r\n]/.test(rest)) return null;
  let tags = no_tags;
  let source = '';
  let word: string;
  if (rest.startsWith('@')) {
    [word, rest] = word_off(rest);
    if (word.length === 1) return null;
    tags = parse_tags(word.slice(1));
  }
  if (rest.startsWith(':')) {
    [word, rest] = word_off(rest);
    if (word.length === 1) return null;
    source = word.slice(1);
  }
  [word, rest] = word_off(rest);
  if (!/^[\x21-\x39\x3b-\x3f\x41-\x7e]+$/.test(word)) return null;
  return { tags, source, command: word.toUpperCase(), params: parse_params(rest) };
}

export type Tags = Readonly<Record<string, string>>;

export function format_tags(tags: Tags): string {
  const words = Object.entries(tags).map(
    ([key, value]) => (value === '' ? key : `${key}=${escape_tag(value)}`));
  return words.length === 0 ? '' : `@${words.join(';')} `;
}

/** Nothing in it can end the line: what would is made a space. */
function sound(text: string): string {
  return text.replace(/[\0\r\n]/g, ' ');
}

/** The last parameter may hold spaces; the others must not, nor begin with ':' or be empty. */
export function format(command: string, params: readonly string[], tags: Tags = {}): string {
  const words = params.map((param, i) => {
    const text = sound(param);
    const is_last = i === params.length - 1;
    if (is_last && (text === '' || text.includes(' ') || text.startsWith(':'))) return `:${text}`;
    if (text === '' || text.includes(' ') || text.startsWith(':')) {
      throw new RangeError(`a parameter of ${command} cannot be sent`);
    }
    return text;
  });
  return format_tags(tags) + [command, ...words].join(' ');
}

/** Of "nick!user@host". */
export function nick_of(source: string): string {
  const end = source.search(/[!@]/);
  return end < 0 ? source : source.slice(0, end);
}

/** Of a "time" tag; null where there is none that is one. */
export function time_of(message: Message): number | null {
  return parse_time(message.tags.get('time') ?? '');
}

export function parse_time(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

export function time_text(ms: number): string {
  return new Date(Math.max(0, Math.min(ms, 8.64e15))).toISOString();
}

const encoder = new TextEncoder();
export function utf8_bytes(text: string): number {
  return encoder.encode(text).length;
}

/** The longest beginning that has at most so many bytes and cuts no character. */
export function utf8_cut(text: string, bytes_max: number): string {
  if (text.length * 3 <= bytes_max) return text;
  let bytes = 0;
  let at = 0;
  for (const c of text) {
    const code = c.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > bytes_max) return text.slice(0, at);
    at += c.length;
  }
  return text;
}
