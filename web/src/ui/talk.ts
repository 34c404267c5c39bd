import type { Conversation } from '../chat/contract';
import { visible } from '../text/visible';
import { words } from '../words';
import type { View } from './view';

/** They are asked by the settings: what is said in a chat, passwords too, would stand there. */
const SERVICES = /^(?:NickServ|ChanServ)$/i;

/** Opens the private chat; null where there is none with this one. */
export function talk(view: View, nick: string): Conversation | null {
  if (SERVICES.test(nick)) {
    const w = words();
    view.show(null);
    view.offer(w.write.is_service(visible(nick)), w.settings.title, {
      kind: 'settings', page: 'account',
    });
    return null;
  }
  const conversation = view.chat.talk_to(nick);
  view.open(conversation);
  view.show(null);
  return conversation;
}
