import type { Member, MemberList, Rank } from '../src/chat/contract';
import { Watch } from '../src/chat/watch';
import { NICKS } from './made_words';
import { Seeded } from './seeded';

const RANKS: readonly Rank[] = ['owner', 'operator', 'operator', 'half_operator', 'voice', 'voice'];

export class MadeMembers extends Watch implements MemberList {
  readonly is_whole = true;
  #all: Member[];
  #by_nick: ReadonlyMap<string, Member>;

  constructor(count: number, seed: number, me: string) {
    super();
    const seeded = new Seeded(seed);
    const nicks = [me, ...NICKS].slice(0, Math.max(1, count));
    for (let i = nicks.length; i < count; i += 1) nicks.push(`guest${1000 + i}`);
    this.#all = nicks.map((nick, index) => ({
      nick,
      rank: nick === me ? 'operator' : (RANKS[index - 1] ?? 'none'),
      modes: '',
      account: seeded.next() < 0.6 ? nick : null,
      away: nick !== me && seeded.next() < 0.25,
      is_bot: index === 9,
      is_me: nick === me,
    }));
    const order: readonly Rank[] = ['owner', 'admin', 'operator', 'half_operator', 'voice', 'none'];
    this.#all.sort(
      (a, b) => order.indexOf(a.rank) - order.indexOf(b.rank) || (a.nick < b.nick ? -1 : 1),
    );
    this.#by_nick = new Map(this.#all.map((member) => [member.nick.toLowerCase(), member]));
  }

  get count(): number {
    return this.#all.length;
  }

  at(index: number): Member | undefined {
    return this.#all[index];
  }

  find(nick: string): Member | undefined {
    return this.#by_nick.get(nick.toLowerCase());
  }

  complete(prefix: string, count_max = 8): readonly Member[] {
    const wanted = prefix.toLowerCase();
    return this.#all.filter((m) => m.nick.toLowerCase().startsWith(wanted)).slice(0, count_max);
  }

  filter(part: string, count_max = 500): readonly Member[] {
    const wanted = part.toLowerCase();
    return this.#all.filter((m) => m.nick.toLowerCase().includes(wanted)).slice(0, count_max);
  }
}
