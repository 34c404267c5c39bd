// What outlives the page, in the browser's own storage. Where that throws (blocked, full), things
// are kept in memory, for as long as the page lives.

const prefix = 'uvchat.';
const memory = new Map<string, string>();

type Place = 'device' | 'tab';

function storage(place: Place): Storage | null {
  try {
    return place === 'device' ? globalThis.localStorage : globalThis.sessionStorage;
  } catch {
    return null;
  }
}

/** Undefined where there is nothing, or nothing that can be read. */
export function read_json(name: string, place: Place = 'device'): unknown {
  const key = prefix + name;
  try {
    const text = storage(place)?.getItem(key) ?? memory.get(place + key);
    return text === undefined ? undefined : JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Undefined takes it away. */
export function write_json(name: string, value: unknown, place: Place = 'device'): void {
  const key = prefix + name;
  const text = value === undefined ? undefined : JSON.stringify(value);
  if (text === undefined) memory.delete(place + key);
  else memory.set(place + key, text);
  try {
    if (text === undefined) storage(place)?.removeItem(key);
    else storage(place)?.setItem(key, text);
  } catch {
    // It is in memory.
  }
}

export function text_in(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : null;
}
export function texts_in(value: unknown, max: number): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each): each is string => typeof each === 'string').slice(0, max);
}
