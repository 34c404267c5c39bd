/** Words between colons that other clients send as reactions, as the signs they stand for. */
const SIGNS: Readonly<Record<string, string>> = {
  '+1': '👍', thumbsup: '👍', '-1': '👎', thumbsdown: '👎', heart: '❤️', smile: '😄', grin: '😁',
  joy: '😂', laughing: '😆', slight_smile: '🙂', wink: '😉', thinking: '🤔', cry: '😢', sob: '😭',
  open_mouth: '😮', rage: '😡', tada: '🎉', clap: '👏', pray: '🙏', ok_hand: '👌', wave: '👋',
  muscle: '💪', eyes: '👀', fire: '🔥', rocket: '🚀', '100': '💯', white_check_mark: '✅', x: '❌',
};

export function sign_of(reaction: string): string {
  const code = /^:([a-z0-9_+-]{1,32}):$/.exec(reaction)?.[1];
  return (code !== undefined && Object.hasOwn(SIGNS, code) ? SIGNS[code] : undefined) ?? reaction;
}
