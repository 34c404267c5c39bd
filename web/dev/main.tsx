/**
 * The page with a made-up chat, for pictures and tests; it is not built into the server.
 * In the address: members=, rooms=, lines=, unprotected, inside. The chat is window.made.
 */
import { render } from 'preact';
import { App } from '../src/ui/app';
import { watch_keyboard } from '../src/ui/keyboard_fallback';
import { SettingsStore } from '../src/ui/settings';
import { View } from '../src/ui/view';
import '../src/styles/index.css';
import '../src/styles/inside.css';
import { MadeChat } from './made_chat';

const asked = new URLSearchParams(location.search);
const number = (name: string, normal: number) => Number(asked.get(name) ?? normal);

const chat = new MadeChat({
  members: number('members', 214),
  rooms: number('rooms', 5),
  lines: number('lines', 400),
  is_protected: !asked.has('unprotected'),
  end_ms: number('end_ms', Date.now() - 60_000),
});
const view = new View(chat, new SettingsStore());
if (asked.has('inside')) {
  chat.fill();
  chat.set_link({ kind: 'ready' });
  view.set({ is_inside: true });
}
Object.assign(window, { made: chat, view });
watch_keyboard();

const place = document.getElementById('app');
if (place) render(<App view={view} />, place);
