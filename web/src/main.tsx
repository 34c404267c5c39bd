import { render } from 'preact';
import { open_chat } from './chat/open';
import { App } from './ui/app';
import { watch_keyboard } from './ui/keyboard_fallback';
import { apply_look } from './ui/look';
import { SettingsStore } from './ui/settings';
import { View } from './ui/view';
import './styles/index.css';
import { language_for, load_language } from './words/first';

watch_keyboard();
const settings = new SettingsStore();

const place = document.getElementById('app');

async function begin(): Promise<void> {
  if (!place) return;
  const language = language_for(settings.now.language, navigator.languages);
  const [chat] = await Promise.all([open_chat(), load_language(language)]);
  const view = new View(chat, settings);
  if (chat.kept.can_resume) {
    chat.start({ kind: 'resume' });
    view.set({ is_inside: true });
  }
  apply_look(settings);
  render(<App view={view} />, place);
}

void begin();

// The worker keeps the shell, so that the page opens without a network. Where the page came
// unprotected there is none, and nothing is missed.
if ('serviceWorker' in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register('service-worker.js').catch(() => undefined);
}
