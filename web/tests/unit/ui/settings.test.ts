import { expect, test } from 'vitest';
import { settings_from } from '../../../src/ui/settings';
import { title_for } from '../../../src/ui/notify';
import { nick_colour } from '../../../src/ui/nick';
import { en } from '../../../src/words/en';
import { es } from '../../../src/words/es';
import { language_for } from '../../../src/words/first';

test('damaged settings count as not chosen', () => {
  const settings = settings_from({ theme: 'pink', notifies: 'yes', clock: '12', __proto__: 1 });
  expect(settings.theme).toBe('auto');
  expect(settings.notifies).toBe(false);
  expect(settings.clock).toBe('12');
  expect(settings_from('x')).toEqual(settings_from(null));
});

test('the title tells of mentions before unread lines', () => {
  expect(title_for(2, 9, '#maths', 'uvchat')).toBe('(2) #maths · uvchat');
  expect(title_for(0, 9, '', 'uvchat')).toBe('• uvchat');
  expect(title_for(0, 0, '#maths', 'uvchat')).toBe('#maths · uvchat');
});

test('a nick keeps its colour in any case of its letters', () => {
  expect(nick_colour('Bob')).toBe(nick_colour('bob'));
});

test('the language is that of the setting, else the first of the browser that is here', () => {
  expect(language_for('es', ['en'])).toBe('es');
  expect(language_for('auto', ['fr-FR', 'es-AR', 'en'])).toBe('es');
  expect(language_for('auto', ['fr'])).toBe('en');
});

function sentences(group: object, path = ''): [string, unknown][] {
  return Object.entries(group).flatMap(([name, value]) =>
    typeof value === 'object' ? sentences(value, `${path}${name}.`) : [[path + name, value]],
  );
}

test('every word is translated: what is the same in both languages is so on purpose', () => {
  const same = new Set([
    'app', 'write.emoji', 'emoji.label', 'members.rank_short.admin',
    'members.rank_short.operator', 'members.bot',
  ]);
  const spanish = new Map(sentences(es));
  for (const [path, value] of sentences(en)) {
    const other = spanish.get(path);
    expect(typeof other, path).toBe(typeof value);
    if (typeof value === 'string' && !same.has(path)) expect(other, path).not.toBe(value);
  }
});
