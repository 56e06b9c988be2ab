import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMON_CHECKS } from '../../src/verifier/checks.ts';
import { ACCELERATOR_EVIDENCE, anyTees } from '../../src/verifier/index.ts';

const TEES = 'src/verifier/tees';

describe('check catalogues', () => {
  it('give every check one permanent dotted id', () => {
    const ids = [COMMON_CHECKS, ...anyTees.map(({ checks }) => checks)].flatMap((catalogue) => Object.keys(catalogue));
    const odd = ids.filter((id) => !/^[a-z]+(\.[a-z0-9-]+)+$/.test(id));
    expect(odd).toEqual([]);
  });

  it('name for every check the document that the question comes from', () => {
    for (const { id, checks } of anyTees) {
      for (const [check, { spec }] of Object.entries(checks)) expect(spec, `${id} ${check}`).toMatch(/\S{3}/);
    }
  });

  it('use none only for evidence that cannot be read: everything else that fails is contraindicated', () => {
    for (const { checks } of anyTees) {
      const soft = Object.entries(checks).filter(([, check]) => check.whenFail === 'none');
      expect(soft.map(([id]) => id)).toEqual([]);
    }
  });
});

describe('TEE folders', () => {
  const folders = existsSync(TEES) ? readdirSync(TEES) : [];

  it('are exactly those in the list', () => {
    expect(folders.toSorted()).toEqual(anyTees.map(({ id }) => id).toSorted());
  });

  it('have the files that every folder has', () => {
    const wanted = folders.flatMap((folder) => ['README.md', 'index.ts', 'checks.ts'].map((name) => `${TEES}/${folder}/${name}`));
    expect(wanted.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('are each described by a page for users', () => {
    expect(folders.map((folder) => `docs/tees/${folder}.md`).filter((page) => !existsSync(page))).toEqual([]);
  });

  it('say on that page what their measurement does not cover', () => {
    const silent = folders.filter(
      (folder) => !readFileSync(`docs/tees/${folder}.md`, 'utf8').includes('\n## What the measurement does not cover\n\n'),
    );
    expect(silent).toEqual([]);
  });

  it('explain each of their checks in their README or the one they share', () => {
    const unexplained = anyTees.flatMap(({ id, checks }) => {
      const texts = [`${TEES}/${id}/README.md`, 'src/verifier/dcap/README.md']
        .filter(existsSync)
        .map((file) => readFileSync(file, 'utf8'));
      return Object.keys(checks).filter((check) => !texts.some((text) => text.includes(check)));
    });
    expect(unexplained).toEqual([]);
  });
});

describe('code registers', () => {
  it('name for every TEE that runs a service at least one set that identifies code', () => {
    const services = anyTees.filter(({ accepts }) => !accepts.every((type) => ACCELERATOR_EVIDENCE.some((one) => one === type)));
    for (const { id, codeRegisters } of services) expect(codeRegisters.flat().length, id).toBeGreaterThan(0);
  });
});

describe('the attestation document', () => {
  // The examples in `quality/packages/project` are other people's code, as their READMEs show it.
  /** Media types that other formats have: lists, the site directory, publishers' proofs; and one that nobody reads. */
  const OTHERS = ['site-directory', 'tee-audit-list', 'oak-endorsement', 'unheard-of'];
  const LITERAL = new RegExp(`['"\`](?:application/cmw\\+json|application/vnd\\.sealmark\\.(?!${OTHERS.join('|')}))`);

  it('has its media types in src/verifier/protocol, from where everybody takes them', () => {
    const files = execFileSync('git', ['ls-files', 'src', 'testing', 'e2e', 'quality', 'build', 'scripts'], { encoding: 'utf8' });
    const code = files.split('\n').filter((file) => /\.(?:ts|tsx|mjs)$/.test(file) && !/\.(?:test|spec)\.tsx?$/.test(file));
    const elsewhere = code
      .filter((file) => existsSync(file) && !/^(?:src\/verifier\/protocol|quality\/packages\/project)\//.test(file))
      .flatMap((file) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .flatMap((line, at) => (!/^\s*(?:\*|\/[/*])/.test(line) && LITERAL.test(line) ? [`${file}:${String(at + 1)}`] : [])),
      );
    expect(elsewhere).toEqual([]);
  });
});
