import { describe, expect, it } from 'vitest';
import type { RegistryView } from '../api/registry-view.ts';
import { inTurn } from './engine.ts';
import { BUILT_IN_PROFILES } from './profiles/built-in.ts';
import type { LookUp } from './question.ts';
import { remoteEngine, type EngineAsk, type EngineSays } from './remote-engine.ts';

const LOOK_UP: LookUp = { what: 'device', key: '00'.repeat(32) };
const asking = (block: number): RegistryView => ({
  at: 'asking',
  chain: { id: 'a', name: 'A', discontinued: null, explorer: null },
  progress: { setId: 1, block },
});
const profile = () => {
  const [first] = BUILT_IN_PROFILES;
  if (first === undefined) throw new Error('no profile');
  return first;
};

/** A line whose other end the test controls. */
function line() {
  const posted: EngineAsk[] = [];
  let say: (message: EngineSays) => void = () => undefined;
  let close = (): void => undefined;
  let opened = 0;
  const engine = remoteEngine(() => {
    opened += 1;
    return Promise.resolve({
      post: (message) => void posted.push(message),
      onMessage: (heard) => void (say = heard),
      onClosed: (closed) => void (close = closed),
    });
  });
  return {
    engine,
    posted,
    say: (message: EngineSays) => {
      say(message);
    },
    close: () => {
      close();
    },
    opened: () => opened,
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('the engine at the other end of a line', () => {
  it('is asked, tells its progress, and answers', async () => {
    const { engine, posted, say, opened } = line();
    const seen: RegistryView[] = [];
    const first = engine.lookUp(profile(), LOOK_UP, (view) => seen.push(view));
    const second = engine.lookUp(profile(), LOOK_UP, () => undefined);
    await settled();
    expect(posted.map(({ id }) => id)).toEqual([0, 1]);
    expect(opened()).toBe(1);
    say({ id: 0, view: asking(1), done: false });
    say({ id: 1, view: asking(3), done: true });
    say({ id: 0, view: asking(2), done: true });
    say({ id: 9, view: asking(2), done: true });
    expect(await first).toEqual(asking(2));
    expect(await second).toEqual(asking(3));
    expect(seen).toEqual([asking(1)]);
  });

  it('rejects what it was asked when it fails', async () => {
    const { engine, say } = line();
    const failing = engine.lookUp(profile(), LOOK_UP, () => undefined);
    await settled();
    say({ id: 0, view: null, done: true });
    await expect(failing).rejects.toThrow('failed');
  });

  it('is reopened and asked once more when it disconnects, and then given up', async () => {
    const { engine, say, close, opened, posted } = line();
    const lookingUp = engine.lookUp(profile(), LOOK_UP, () => undefined);
    await settled();
    close();
    await settled();
    expect([opened(), posted.length]).toEqual([2, 2]);
    say({ id: 1, view: asking(3), done: true });
    expect(await lookingUp).toEqual(asking(3));

    const lost = engine.lookUp(profile(), LOOK_UP, () => undefined);
    await settled();
    close();
    await settled();
    close();
    await expect(lost).rejects.toThrow('went away');
    expect(opened()).toBe(3);
  });

  it('rejects when it cannot be opened, and may be opened later', async () => {
    let refuse = true;
    const engine = remoteEngine(() => (refuse ? Promise.reject(new Error('no document')) : new Promise(() => undefined)));
    await expect(engine.lookUp(profile(), LOOK_UP, () => undefined)).rejects.toThrow('no document');
    refuse = false;
    void engine.lookUp(profile(), LOOK_UP, () => undefined);
  });
});

describe('looks at one chain', () => {
  it('come one after the other, whatever happened to the previous one', async () => {
    const order: string[] = [];
    let asked = 0;
    const engine = inTurn({
      async lookUp() {
        asked += 1;
        const mine = asked;
        order.push(`begin ${String(mine)}`);
        await settled();
        order.push(`end ${String(mine)}`);
        if (mine === 1) throw new Error('failed');
        return asking(mine);
      },
    });
    const lookUps = [1, 2].map(() => engine.lookUp(profile(), LOOK_UP, () => undefined));
    await expect(lookUps[0]).rejects.toThrow('failed');
    expect(await lookUps[1]).toEqual(asking(2));
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });
});
