import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/chat/contract';
import { next_open } from '../../../src/ui/next_open';

const room = (name: string, draft = ''): Conversation => ({ name, draft }) as Conversation;
const [lobby, maths] = [room('#lobby'), room('#Maths')];
const unchosen = { conversation: lobby, stopgap_until_ms: 1_000 };

test('after a reload the room that was on the screen takes the place of the first one', () => {
  const none = { ...unchosen, conversation: null };
  expect(next_open({ conversations: [] }, none, '#maths', 1)).toBe(null);
  expect(next_open({ conversations: [lobby] }, none, '#maths', 1)).toBe(lobby);
  expect(next_open({ conversations: [lobby, maths] }, unchosen, '#maths', 2)).toBe(maths);
});

test('what the person has chosen, writes in or has looked at for a while stays', () => {
  const conversations = [lobby, maths];
  const chosen = { conversation: lobby, stopgap_until_ms: 0 };
  expect(next_open({ conversations }, chosen, '#maths', 2)).toBe(lobby);
  expect(next_open({ conversations }, unchosen, '#maths', 1_000)).toBe(lobby);
  const written = room('#lobby', 'I am');
  const shown = { conversation: written, stopgap_until_ms: 1_000 };
  expect(next_open({ conversations: [written, maths] }, shown, '#maths', 2)).toBe(written);
});

test('where the room is not there any more another one is shown', () => {
  const gone = { conversation: maths, stopgap_until_ms: 0 };
  expect(next_open({ conversations: [lobby] }, gone, '#maths', 2)).toBe(lobby);
});
