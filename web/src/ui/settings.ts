/** What a person has chosen for this device. Unknown or damaged values count as not chosen. */
import { read_json, write_json } from '../keep/store';
import { Store } from './watch';

export interface Settings {
  readonly language: 'auto' | 'en' | 'es';
  readonly theme: 'auto' | 'light' | 'dark';
  readonly density: 'roomy' | 'dense';
  readonly clock: '24' | '12';
  readonly shows_events: boolean;
  readonly shows_members: boolean;
  readonly shows_typing: boolean;
  readonly notifies: boolean;
  readonly sounds: boolean;
  readonly last_room: string;
  readonly last_nick: string;
  readonly open: string;
  /** Rooms that the person does not wish to keep: it is not offered again. */
  readonly unkept: readonly string[];
  readonly recent_emoji: readonly string[];
}

const DEFAULTS: Settings = {
  language: 'auto',
  theme: 'auto',
  density: 'roomy',
  clock: '24',
  shows_events: true,
  shows_members: true,
  shows_typing: true,
  notifies: false,
  sounds: false,
  last_room: '',
  last_nick: '',
  open: '',
  unkept: [],
  recent_emoji: [],
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  language: ['auto', 'en', 'es'],
  theme: ['auto', 'light', 'dark'],
  density: ['roomy', 'dense'],
  clock: ['24', '12'],
};

function fits(name: string, value: unknown): boolean {
  const choices = CHOICES[name];
  if (choices) return typeof value === 'string' && choices.includes(value);
  const normal = DEFAULTS[name as keyof Settings];
  if (Array.isArray(normal)) {
    return Array.isArray(value) && value.length <= 50 && value.every((v) => typeof v === 'string');
  }
  if (typeof value === 'string' && value.length > 200) return false;
  return typeof value === typeof normal;
}

export function settings_from(kept: unknown): Settings {
  const settings: Record<string, unknown> = { ...DEFAULTS };
  if (typeof kept === 'object' && kept !== null) {
    for (const [name, value] of Object.entries(kept)) {
      if (name in DEFAULTS && fits(name, value)) settings[name] = value;
    }
  }
  return settings as unknown as Settings;
}

export class SettingsStore extends Store<Settings> {
  constructor() {
    super(settings_from(read_json('view')));
  }

  override set(change: Partial<Settings>): void {
    super.set(change);
    write_json('view', this.now);
  }

  /** Who was here, and where. */
  forget_visit(): void {
    this.set({ last_room: '', last_nick: '', open: '', unkept: [] });
  }
}
