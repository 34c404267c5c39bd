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

  test('the first word is marked where it stands, whatever its accents', () => {
    const pieces = excerpt('Mañana hay examen', 'manana*');
    expect(pieces.find((piece) => piece.is_hit)?.text).toBe('Mañana');
  });
});
