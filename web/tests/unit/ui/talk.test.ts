import { expect, test, vi } from 'vitest';
import type { Chat } from '../../../src/chat/contract';
import { SettingsStore } from '../../../src/ui/settings';
import { View } from '../../../src/ui/view';
import { read_line, run_line } from '../../../src/ui/write/commands';

function tried() {
  const luis = { name: 'luis', say: vi.fn() };
  const room = { name: '#room', say: vi.fn() };
  const talk_to = vi.fn(() => luis);
  const chat = { talk_to, look_at: () => undefined } as unknown as Chat;
  const view = new View(chat, new SettingsStore());
  const types = (text: string) => run_line(view, room as never, read_line(text));
  return { luis, room, talk_to, view, types };
}

test('a message to somebody is said to them', () => {
  const { luis, room, types } = tried();
  expect(types('/msg luis hello')).toBe(true);
  expect(luis.say).toHaveBeenCalledWith('hello');
  expect(room.say).not.toHaveBeenCalled();
});

test('a password for a service is said nowhere, and the settings are offered', () => {
  const { luis, room, talk_to, view, types } = tried();
  for (const nick of ['NickServ', 'nickserv', 'CHANSERV']) {
    expect(types(`/msg ${nick} IDENTIFY secret`)).toBe(true);
    expect(view.now.toast?.offered?.show).toEqual({ kind: 'settings', page: 'account' });
    expect(view.now.toast?.text).not.toContain('secret');
  }
  expect([talk_to, luis.say, room.say].map((deed) => deed.mock.calls.length)).toEqual([0, 0, 0]);
});
