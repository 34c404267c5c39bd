/** Language, theme, density and clock onto the page. */
import { choose_language, language_for, load_language } from '../words/first';
import type { SettingsStore } from './settings';
import { choose_clock } from './time';

let applied = '';
let look = 0;

/** A number that rises with each change of what words and times look like. */
export function apply_look(store: SettingsStore): number {
  const settings = store.now;
  const language = language_for(settings.language, navigator.languages);
  const now = [language, settings.theme, settings.density, settings.clock].join(' ');
  if (now === applied) return look;
  applied = now;
  look += 1;
  const root = document.documentElement;
  if (choose_language(language)) root.lang = language;
  else {
    // Its words come in a moment; then all is drawn again.
    void load_language(language).then(() => {
      applied = '';
      store.set({});
    });
  }
  choose_clock(settings.clock);
  root.dataset['theme'] = settings.theme;
  root.dataset['density'] = settings.density;
  return look;
}
