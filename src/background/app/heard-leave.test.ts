import { describe, expect, it } from 'vitest';
import { heardLeave } from './heard-leave.ts';

const SITE = 'https://site.test';

type World = { readonly asked: string[]; answer: () => Promise<boolean>; readonly leave: ReturnType<typeof heardLeave> };

function asking(): World {
  const asked: string[] = [];
  const world: World = {
    asked,
    answer: () => Promise.resolve(true),
    leave: heardLeave((origin) => {
      asked.push(origin);
      return world.answer();
    }),
  };
  return world;
}

describe('the leave to look at an origin', () => {
  it('is asked of the browser once an origin', async () => {
    const { asked, leave } = asking();
    expect(await leave.mayLookAt(SITE)).toBe(true);
    expect(await leave.mayLookAt(SITE)).toBe(true);
    await leave.mayLookAt('https://other.test');
    expect(asked).toEqual([SITE, 'https://other.test']);
  });

  it('is asked again after any change was heard', async () => {
    const world = asking();
    await world.leave.mayLookAt(SITE);
    world.answer = () => Promise.resolve(false);
    world.leave.changed();
    expect(await world.leave.mayLookAt(SITE)).toBe(false);
  });

  it('is not held from an answer that was on its way while it changed', async () => {
    const world = asking();
    let resolve: (may: boolean) => void = () => undefined;
    world.answer = () =>
      new Promise((done) => {
        resolve = done;
      });
    const early = world.leave.mayLookAt(SITE);
    world.leave.changed();
    world.answer = () => Promise.resolve(false);
    resolve(true);
    await early;
    expect(await world.leave.mayLookAt(SITE)).toBe(false);
  });

  it('is asked again when the browser did not answer', async () => {
    const world = asking();
    world.answer = () => Promise.reject(new Error('no'));
    await expect(world.leave.mayLookAt(SITE)).rejects.toThrow('no');
    world.answer = () => Promise.resolve(true);
    expect(await world.leave.mayLookAt(SITE)).toBe(true);
  });

  it('of any number of origins fills no memory: beyond five hundred it is asked again', async () => {
    const { asked, leave } = asking();
    for (let index = 0; index <= 500; index += 1) await leave.mayLookAt(`https://n${String(index)}.test`);
    await leave.mayLookAt('https://n0.test');
    expect(asked).toHaveLength(502);
  });
});
