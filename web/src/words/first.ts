import { en_first, type FirstWords } from './en_first';
import type { Words } from './en';

export type Language = 'en' | 'es';

/** Of languages that are fetched whole. English comes in two parts with those who say it. */
const loaded = new Map<Language, Words>();

let chosen: Words | null = null;

/** What the first page says, in the language that is chosen. Not to be kept: it changes. */
export function first_words(): FirstWords {
  return chosen ?? en_first;
}

/** Null: it is English. */
export function chosen_words(): Words | null {
  return chosen;
}

/** The language for a setting: 'auto' takes the first that the browser asks for and we have. */
export function language_for(setting: string, wanted: readonly string[]): Language {
  if (setting === 'en' || setting === 'es') return setting;
  for (const tag of wanted) {
    const short = tag.slice(0, 2).toLowerCase();
    if (short === 'en' || short === 'es') return short;
  }
  return 'en';
}

/** Fetches the words of a language that is not here yet. */
export async function load_language(language: Language): Promise<void> {
  if (language === 'es' && !loaded.has('es')) loaded.set('es', (await import('./es')).es);
}

/** False: its words are not here, and the page stays in the present language. */
export function choose_language(language: Language): boolean {
  const found = language === 'en' ? null : loaded.get(language);
  if (found === undefined) return false;
  chosen = found;
  return true;
}
