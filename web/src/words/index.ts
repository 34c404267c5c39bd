import { en, type Words } from './en';

export type Language = 'en' | 'es';

const loaded = new Map<Language, Words>([['en', en]]);

let current: Words = en;

/** The words of the language that is chosen. Not to be kept: they change with the setting. */
export function words(): Words {
  return current;
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
  if (!loaded.has(language)) loaded.set(language, (await import('./es')).es);
}

/** False: its words are not here, and the page stays in the present language. */
export function choose_language(language: Language): boolean {
  const chosen = loaded.get(language);
  if (chosen) current = chosen;
  return chosen !== undefined;
}
