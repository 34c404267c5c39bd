import { describe, expect, test } from 'vitest';
import { parse_formatting, theme_colour, without_formatting } from '../../../src/text/format';
import { find_links, safe_href } from '../../../src/text/links';
import { blocks_of, is_only_emoji, spans_of, type Surroundings } from '../../../src/text/spans';
import { visible } from '../../../src/text/visible';

const here: Surroundings = {
  me: 'ana',
  nick: (word) => (['ana', 'bob'].includes(word.toLowerCase()) ? word.toLowerCase() : null),
  room_marks: '#',
};

const kinds = (text: string) => spans_of(text, here).map(({ kind, text: t }) => `${kind}:${t}`);

describe('formatting', () => {
  test('toggles are taken out of the words and become styles', () => {
    const { plain, changes } = parse_formatting('a \u0002b\u0002 c');
    expect(plain).toBe('a b c');
    expect(changes.map(({ at, style }) => [at, style.bold])).toEqual([[2, true], [3, false]]);
  });

  test('a colour takes at most two digits and its ground', () => {
    expect(without_formatting('\u00030412 apples')).toBe('12 apples');
    expect(without_formatting('\u00034,12x\u0003y')).toBe('xy');
    expect(without_formatting('\u00034,x')).toBe(',x');
    expect(parse_formatting('\u00034,12x').changes[0]?.style).toMatchObject({
      colour: 4, background: 12,
    });
  });

  test('colours beyond the sixteen become the nearest of them', () => {
    expect(theme_colour(52)).toBe(4);
    expect(theme_colour(60)).toBe(2);
    expect(theme_colour(99)).toBeNull();
    expect(parse_formatting('\u0004ff0000x').changes[0]?.style.colour).toBe(4);
  });

  test('a line of nothing but toggles costs no more than its length', () => {
    const { plain, changes } = parse_formatting('\u0002'.repeat(20_000));
    expect(plain).toBe('');
    expect(changes.length).toBeLessThanOrEqual(400);
  });
});

describe('links', () => {
  test('only addresses of the web and of IRC lead anywhere', () => {
    const wrong = ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'https://'];
    for (const bad of wrong) {
      expect(safe_href(bad)).toBeNull();
      expect(find_links(`see ${bad} now`)).toEqual([]);
    }
    expect(safe_href('ircs://irc.example.org/maths')).toBe('ircs://irc.example.org/maths');
    expect(safe_href('www.example.org')).toBe('https://www.example.org/');
  });

  test('punctuation behind an address is not part of it, brackets inside are', () => {
    const of = (text: string) => find_links(text).map((link) => link.text);
    expect(of('See https://example.org/a.')).toEqual(['https://example.org/a']);
    expect(of('(https://example.org/a)')).toEqual(['https://example.org/a']);
    expect(of('https://example.org/a_(b)')).toEqual(['https://example.org/a_(b)']);
    expect(of('ahttps://example.org')).toEqual([]);
  });

  test('an address that hides where it leads tells it, or is no link', () => {
    const texts = (text: string) => find_links(text).map((link) => link.text);
    expect(texts('https://bank.example@evil.example/ https://b:c@evil.example/')).toEqual([]);
    expect(texts('https://\u0430rena.example/a')).toEqual([
      'https://\u0430rena.example/a (xn--rena-43d.example)',
    ]);
    expect(texts('https://bank.com\u2044in.evil.example/')[0]).toContain('.evil.example)');
    expect(texts('https://xn--rena-43d.example/ https://example.org/?q=\u0430')).toEqual([
      'https://xn--rena-43d.example/', 'https://example.org/?q=\u0430',
    ]);
  });

  test('what turns the text round in a link is shown', () => {
    expect(find_links('https://example.org/\u202egpj.exe')[0]?.text).toContain('⟨202E⟩');
  });

  test('a host of look-alike letters leads to its name in ASCII', () => {
    expect(find_links('https://ex\u0430mple.org/')[0]?.href).toMatch(/^https:\/\/xn--/);
  });
});

test('unseen characters of a name are shown by their numbers', () => {
  expect(visible('an\u200ba')).toBe('an⟨200B⟩a');
  expect(visible('\u202eana')).toBe('⟨202E⟩ana');
  expect(visible('ana')).toBe('ana');
  expect(visible('❤\ufe0f')).toBe('❤');
});

describe('spans', () => {
  test('nicks that are here, rooms, links and code are found in a sentence', () => {
    expect(kinds('Bob: see #maths, `x #y` and https://example.org')).toEqual([
      'nick:Bob', 'text:: see ', 'room:#maths', 'text:, ', 'code:x #y', 'text: and ',
      'link:https://example.org',
    ]);
  });

  test('one of several nicks is me, with or without a mark before it', () => {
    const spans = spans_of('@ana and bob', here);
    expect(spans[0]).toEqual({ kind: 'nick', text: '@ana', is_me: true });
    expect(spans[2]).toEqual({ kind: 'nick', text: 'bob', is_me: false });
  });

  test('words in a link or in code are no mentions', () => {
    expect(kinds('https://example.org/bob `ana`')).toEqual([
      'link:https://example.org/bob', 'text: ', 'code:ana',
    ]);
  });

  test('markup in a text stays text', () => {
    expect(kinds('<img src=x onerror=alert(1)>')).toEqual(['text:<img src=x onerror=alert(1)>']);
  });

  test('code between fences and quotes become blocks of their own', () => {
    const blocks = blocks_of('look:\n```js\nlet a;\n```\n> said\nyes', here);
    expect(blocks.map((block) => block.kind)).toEqual(['text', 'code', 'quote', 'text']);
    expect(blocks[1]).toEqual({ kind: 'code', text: 'let a;' });
  });

  test('a fence that is never closed holds all that follows', () => {
    expect(blocks_of('```\na\nb', here)).toEqual([{ kind: 'code', text: 'a\nb' }]);
  });

  test('a text of many words and links is bounded', () => {
    const spans = spans_of('https://example.org/x ana '.repeat(5000), here);
    expect(spans.length).toBeLessThan(700);
  });

  test('only emoji are drawn large, digits are not', () => {
    expect(is_only_emoji('😂')).toBe(true);
    expect(is_only_emoji('🎉 🎉')).toBe(true);
    expect(is_only_emoji('12')).toBe(false);
    expect(is_only_emoji('ok 😂')).toBe(false);
  });
});
