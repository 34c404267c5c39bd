import { expect, test } from 'vitest';
import { authenticate_lines } from '../../src/irc/handshake';
import { SendQueue } from '../../src/irc/send_queue';
import { backoff_ms, web_socket } from '../../src/irc/socket';

test('a login is sent in pieces of 400 letters, and one that is not full ends it', () => {
  expect(authenticate_lines('a')).toEqual(['AUTHENTICATE YQ==']);
  const full = authenticate_lines('x'.repeat(300));
  expect(full).toHaveLength(2);
  expect(full[1]).toBe('AUTHENTICATE +');
  expect(authenticate_lines('ñ'.repeat(200))).toHaveLength(2);
});

test('tries come ever more slowly, and not all at the same time', () => {
  expect(backoff_ms(0, 0)).toBe(500);
  expect(backoff_ms(0, 1)).toBe(1_000);
  expect(backoff_ms(3, 0)).toBe(4_000);
  expect(backoff_ms(50, 1)).toBe(60_000);
});

test('what a person waits for goes first, what belongs together stays so, at the pace', () => {
  const sent: string[] = [];
  const queue = new SendQueue((line) => sent.push(line));
  queue.clear(0);
  for (let i = 0; i < 30; ++i) queue.push([`old ${i}`], false, 0);
  queue.push(['a', 'b', 'c'], true, 0);
  expect(sent).toHaveLength(SendQueue.burst);
  queue.drain(1_000);
  expect(sent.slice(SendQueue.burst, SendQueue.burst + 3)).toEqual(['a', 'b', 'c']);
  queue.drain(60_000);
  expect(sent).toHaveLength(33);
  queue.clear(60_000);
  for (let i = 0; i < SendQueue.groups_max; ++i) queue.push(['x'], false, 60_000);
  for (let i = 0; i < SendQueue.burst; ++i) queue.push(['x'], false, 60_000);
  expect(queue.push(['x'], false, 60_000)).toBe(false);
});

test('a socket that is closed tells it once, and nothing afterwards', () => {
  const told: string[] = [];
  const fake = {
    onopen: null as unknown, onmessage: null as unknown, onclose: null as unknown,
    onerror: null as unknown, send: () => told.push('sent'), close: () => told.push('closing'),
  };
  const socket = web_socket(() => fake)('ws://x/', {
    opened: () => told.push('opened'), line: (text) => told.push(text),
    closed: () => told.push('closed'),
  });
  (fake.onopen as () => void)();
  (fake.onmessage as (event: { data: unknown }) => void)({ data: 'hello' });
  (fake.onmessage as (event: { data: unknown }) => void)({ data: new ArrayBuffer(2) });
  socket.close();
  (fake.onclose as () => void)();
  (fake.onmessage as (event: { data: unknown }) => void)({ data: 'late' });
  socket.send('late');
  expect(told).toEqual(['opened', 'hello', 'closed', 'closing']);
});
