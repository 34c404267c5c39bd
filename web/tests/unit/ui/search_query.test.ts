import { describe, expect, test } from 'vitest';
import { excerpt, read_query } from '../../../src/ui/dialogs/search_query';

describe('the search field', () => {
  test('keys among the words narrow the question down, in both languages', () => {
    expect(read_query('from:bob  exam in:#maths before:2026-11-01 tuesday')).toEqual({
      text: 'exam tuesday',
      from: 'bob',
      in: '#maths',
      before_ms: new Date('2026-11-01T00:00:00').getTime(),
    });
    expect(read_query('de:@bob examen en:#maths')).toEqual({
      text: 'examen', from: 'bob', in: '#maths',
    });
  });

  test('what is no date is looked for', () => {
    expect(read_query('before:tomorrow')).toEqual({ text: 'before:tomorrow' });
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
