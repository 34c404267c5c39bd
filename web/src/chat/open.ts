// The page's entry into the chat.

import type { Chat } from './contract';
import { KeptState } from '../keep/kept';
import { browser_socket } from '../irc/socket';
import { ChatState } from './chat';

/** Where this page came from is where its server is. */
export function page_url(place: Location = location): string {
  const url = new URL(place.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.pathname = url.search = url.hash = '';
  return url.href;
}

/** Opens the keys first, so that what a conversation may send is known before it exists. */
export async function open_chat({ url = page_url() }: { url?: string } = {}): Promise<Chat> {
  const { browser_tabs, Keyring } = await import('../cipher');
  const keyring = await Keyring.open({ tabs: browser_tabs() });
  const chat = new ChatState({
    url, keyring, kept: new KeptState(), make_socket: browser_socket,
    is_protected: globalThis.isSecureContext === true,
    page_root: new URL('.', location.href).href,
    has_network: () => navigator.onLine,
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') chat.wake();
  });
  // Without a network the question whether the connection lives is answered soon, too.
  for (const name of ['online', 'offline', 'pageshow']) addEventListener(name, () => chat.wake());
  return chat;
}
