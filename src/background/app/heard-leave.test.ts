import { describe, expect, it } from 'vitest';
import { heardLeave } from './heard-leave.ts';

const SITE = 'https://site.test';

type Setting = { readonly asked: string[]; answer: () => Promise<boolean>; readonly leave: ReturnType<typeof heardLeave> };

function asking(): Setting {
  const asked: string[] = [];
  const background: Setting = {
    asked,
    answer: () => Promise.resolve(true),
    leave: heardLeave((origin) => {
      asked.push(origin);
      return background.answer();
    }),
  };
  return background;
}

describe('the permission to access an origin', () => {
  it('is queried from the browser once per origin', async () => {
    const { asked, leave } = asking();
    expect(await leave.mayCheck(SITE)).toBe(true);
    expect(await leave.mayCheck(SITE)).toBe(true);
    await leave.mayCheck('https://other.test');
    expect(asked).toEqual([SITE, 'https://other.test']);
  });

  it('is queried again after any reported change', async () => {
    const background = asking();
    await background.leave.mayCheck(SITE);
    background.answer = () => Promise.resolve(false);
    background.leave.changed();
    expect(await background.leave.mayCheck(SITE)).toBe(false);
  });

  it('is not cached from an answer that was pending during a change', async () => {
    const background = asking();
    let resolve: (may: boolean) => void = () => undefined;
    background.answer = () =>
      new Promise((done) => {
        resolve = done;
      });
    const early = background.leave.mayCheck(SITE);
    background.leave.changed();
    background.answer = () => Promise.resolve(false);
    resolve(true);
    await early;
    expect(await background.leave.mayCheck(SITE)).toBe(false);
  });

  it('is queried again when the browser did not answer', async () => {
    const background = asking();
    background.answer = () => Promise.reject(new Error('no'));
    await expect(background.leave.mayCheck(SITE)).rejects.toThrow('no');
    background.answer = () => Promise.resolve(true);
    expect(await background.leave.mayCheck(SITE)).toBe(true);
  });

  it('does not fill memory for any number of origins: beyond five hundred it is queried again', async () => {
    const { asked, leave } = asking();
    for (let index = 0; index <= 500; index += 1) await leave.mayCheck(`https://n${String(index)}.test`);
    await leave.mayCheck('https://n0.test');
    expect(asked).toHaveLength(502);
  });
});
