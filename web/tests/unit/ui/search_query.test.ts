import { describe, expect, test } from 'vitest';
import type { Line } from '../../../src/chat/contract';
import {
  can_be_asked, excerpt, place_named, read_query, search_held,
} from '../../../src/ui/dialogs/search_query';

describe('the search field', () => {
  test('keys among the words narrow the question down, in both languages', () => {
    expect(read_query('from:bob  exam in:#maths before:2026-11-01 tuesday').query).toEqual({
      text: 'exam tuesday',
      from: 'bob',
      in: '#maths',
      before_ms: new Date('2026-11-01T00:00:00').getTime(),
    });
    expect(read_query('de:@bob examen en:#maths').query).toEqual({
      text: 'examen', from: 'bob', in: '#maths',
    });
  });

  test.each([
    ['exam before:28/11/2026', 'date'],
    ['exam after:yesterday', 'date'],
    ['exam desde:', 'date'],
    ['exam from:', 'from'],
    ['exam de:@', 'from'],
    ['exam in: maths', 'in'],
    ['exam from:bob in:#maths after:2026-11-28', null],
    ['begin: the exam', null],
  ])('of "%s" it says what is missing: %s', (typed, fault) => {
    expect(read_query(typed).fault).toBe(fault);
  });

  test('a time or a place alone is no question for the server', () => {
    for (const typed of ['after:2026-11-28', 'before:2026-11-28', 'in:#maths', '']) {
      expect(can_be_asked(read_query(typed).query)).toBe(false);
    }
    for (const typed of ['exam', 'from:bob', 'from:bob after:2026-11-28']) {
      expect(can_be_asked(read_query(typed).query)).toBe(true);
    }
  });

  test('a room is meant without its mark, too, unless somebody is called so', () => {
    const is_here = (name: string) => ['#lobby', 'luis'].includes(name);
    expect(place_named('lobby', is_here)).toBe('#lobby');
    expect(place_named('#lobby', is_here)).toBe('#lobby');
    expect(place_named('luis', is_here)).toBe('luis');
    expect(place_named('elsewhere', is_here)).toBe('#elsewhere');
  });

  test('of a file the name is looked through, not its address or the word for it', () => {
    const text = 'https://chat.example/files/0123456789abcdef0123456789abcdef.png'
      + '#size=9&name=notes.png&w=4&h=3';
    const rows = [{ kind: 'line', text, sender: 'María', at_ms: 1 }] as unknown as Line[];
    const found = (typed: string) => search_held(rows, read_query(typed).query, 9).length;
    expect([found('notes'), found('from:maria'), found('picture'), found('chat')])
      .toEqual([1, 1, 0, 0]);
  });

});

/** The marked words in brackets. */
function marked(text: string, query: string): string {
  return excerpt(text, query)
    .map((piece) => (piece.is_hit ? `[${piece.text}]` : piece.text)).join('');
}

describe('what is found', () => {
  test.each([
    ['See you tomorrow', 'tomor', 'See you [tomor]row'],
    ['Mañana hay examen', 'manana*', '[Mañana] hay examen'],
    ['Man\u0303ana hay examen', 'mana', '[Man\u0303a]na hay examen'],
    ['EXAM: the exams of an exam', 'exam', '[EXAM]: the [exam]s of an [exam]'],
    ['an exam on Tuesday', '"tuesday" exam', 'an [exam] on [Tuesday]'],
    ['the hand and the land', 'and', 'the hand [and] the land'],
    ['2½ ﬁles in İzmir', 'fil izm', '2½ [ﬁl]es in [İzm]ir'],
    ['only inside: password', 'word', 'only inside: pass[word]'],
    ['nothing here', 'xyzzy', 'nothing here'],
    ['a \u0002bold\u0002 word', 'bold', 'a [bold] word'],
  ])('in "%s" "%s" is marked', (text, query, expected) => {
    expect(marked(text, query)).toBe(expected);
  });

  test('of a long text it is what stands around the first word, and no character is cut', () => {
    const text = `${'🎉 '.repeat(200)}tomorrow ${'🎉'.repeat(400)}`;
    const shown = marked(text, 'tomorrow');
    expect(shown).toContain('[tomorrow]');
    expect(shown.startsWith('…')).toBe(true);
    expect(shown.length).toBeLessThan(300);
    expect(encodeURIComponent(shown)).toContain('tomorrow');
  });
});
