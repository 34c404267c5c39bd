import { expect, test } from 'vitest';
import { batch_limits, Batches, type Delivered } from '../../src/irc/batches';
import { Labels } from '../../src/irc/labels';
import { Facts, fold_name } from '../../src/irc/facts';
import { parse } from '../../src/irc/message';

function gather(lines: readonly string[], now_ms = 0): Delivered[] {
  const got: Delivered[] = [];
  const batches = new Batches((delivered) => got.push(delivered));
  for (const line of lines) {
    const message = parse(line);
    if (message !== null) batches.take(message, now_ms);
  }
  return got;
}

test('lines of a labelled answer count at once, and know the label', () => {
  const got = gather([
    '@label=1 :s BATCH +l labeled-response', '@batch=l :a JOIN #r', '@batch=l :s 366 a #r :End',
    ':s BATCH -l',
  ]);
  expect(got.map((each) => [each.item.kind, each.label, each.ends_label])).toEqual([
    ['line', '1', false], ['line', '1', false], ['batch', '1', true],
  ]);
});

test('history is handed on whole, with the batches in it', () => {
  const got = gather([
    '@label=5 :s BATCH +l labeled-response',
    '@batch=l;draft/chathistory-end BATCH +i chathistory #r',
    '@batch=i;msgid=a :x PRIVMSG #r :1', '@batch=i;msgid=b :x BATCH +m draft/multiline #r',
    '@batch=m :x PRIVMSG #r :2', '@batch=m :x PRIVMSG #r :3', 'BATCH -m', '@batch=l BATCH -i',
    'BATCH -l',
  ]);
  expect(got).toHaveLength(2);
  const history = got[0]?.item;
  if (history?.kind !== 'batch') throw new Error('no batch');
  expect(history.opened.tags.has('draft/chathistory-end')).toBe(true);
  expect(history.items.map((item) => item.kind)).toEqual(['line', 'batch']);
  expect(got[0]?.label).toBe('5');
});

test('a reference can be used again', () => {
  const got = gather([
    'BATCH +m draft/multiline #r', '@batch=m :x PRIVMSG #r :1', 'BATCH -m',
    'BATCH +m draft/multiline #r', '@batch=m :x PRIVMSG #r :2', 'BATCH -m',
  ]);
  expect(got.map((each) => (each.item.kind === 'batch' ? each.item.items.length : 0)))
    .toEqual([1, 1]);
});

test('a batch that is never closed costs a bounded amount, and is given up', () => {
  const got: Delivered[] = [];
  const batches = new Batches((delivered) => got.push(delivered));
  const take = (line: string, ms: number): void => {
    const message = parse(line);
    if (message !== null) batches.take(message, ms);
  };
  take('BATCH +h chathistory #r', 0);
  for (let i = 0; i < 10_000; ++i) take(`@batch=h :x PRIVMSG #r :${'y'.repeat(400)}`, 1);
  take('BATCH -h', 2);
  const item = got[0]?.item;
  expect(item?.kind === 'batch' && item.items.length).toBe(batch_limits.items_max);
  take('BATCH +h chathistory #r', 10);
  take('@batch=h :x PRIVMSG #r :late', 10 + batch_limits.silence_max_ms + 1);
  take('BATCH -h', 10 + batch_limits.silence_max_ms + 2);
  expect(got).toHaveLength(1);
});

test('too many batches, and too deep ones, are left out', () => {
  const wide = Array.from({ length: 200 }, (_, i) => `BATCH +b${i} chathistory #r`);
  const closes = Array.from({ length: 200 }, (_, i) => `BATCH -b${i}`);
  expect(gather([...wide, ...closes])).toHaveLength(batch_limits.open_max);
  expect(gather(['@batch=unknown :x PRIVMSG #r :hi'])).toHaveLength(0);
});

test('an answer resolves its label; a lost connection and silence do so too', async () => {
  const labels = new Labels();
  const line = parse('@label=1 :s ACK');
  if (line === null) throw new Error();
  const answered = labels.wait('1', 100, 0);
  labels.take({ item: { kind: 'line', message: line }, label: '1', ends_label: true }, 1);
  expect(await answered).toMatchObject({ kind: 'answer' });
  const silent = labels.wait('2', 100, 0);
  labels.tick(101);
  expect(await silent).toEqual({ kind: 'no_answer' });
  const lost = labels.wait('3', 100, 0);
  labels.lose_all();
  expect(await lost).toEqual({ kind: 'lost' });
});

test('names fold as the server says', () => {
  expect(fold_name('Ana[1]', 'ascii')).toBe('ana[1]');
  expect(fold_name('Ana[1]~', 'rfc1459')).toBe('ana{1}^');
  expect(fold_name('#Straße', 'precis')).toBe('#strasse');
  expect(fold_name('ÑANDÚ', 'precis')).toBe('ñandú');
  expect(fold_name('Ñ', 'ascii')).toBe('Ñ');
  const facts = new Facts();
  const line = parse(':s 005 a PREFIX=(qaohv)~&@%+ STATUSMSG=@+ CHANMODES=Ibe,k,fl,nt :are');
  if (line !== null) facts.take_isupport(line);
  expect(facts.without_status('@#r')).toBe('#r');
  expect(facts.prefixes[0]).toEqual({ mode: 'q', sign: '~' });
  expect([facts.mode_takes_value('l', true), facts.mode_takes_value('l', false),
    facts.mode_takes_value('k', false), facts.mode_takes_value('n', true)])
    .toEqual([true, false, true, false]);
});

test('what batches in a batch hold counts as the outer one holds it', () => {
  const got: Delivered[] = [];
  const batches = new Batches((delivered) => got.push(delivered));
  const take = (line: string): void => {
    const message = parse(line);
    if (message !== null) batches.take(message, 0);
  };
  take('BATCH +h chathistory #r');
  const text = 'x'.repeat(8_000);
  for (let each = 0; each < 20; ++each) {
    take('@batch=h BATCH +m draft/multiline #r');
    for (let line = 0; line < 100; ++line) take(`@batch=m :a PRIVMSG #r :${text}`);
    take('BATCH -m');
  }
  take('BATCH -h');
  const history = got[0]?.item;
  if (history?.kind !== 'batch') throw new Error('no batch');
  const held = history.items.flatMap((item) => (item.kind === 'batch' ? item.items : []));
  expect(held.length).toBeGreaterThan(300);
  expect(held.length * text.length).toBeLessThanOrEqual(batch_limits.bytes_max);
});
